//! What a command works with: a network, a key, and how transactions are to be sent.

use std::rc::Rc;

use anchor_lang::{
    prelude::Pubkey, solana_program::instruction::Instruction, AccountDeserialize, Discriminator,
    Owner,
};
use anyhow::Context as _;
use io_client::{keeper, spl, Network, Unreachable};
use io_common::{
    addresses::{EMISSIONS_CONFIG, FEE_BURN_CONFIG, MARKETPLACE_CONFIG},
    oracle::{OraclePolicy, Price},
};
use solana_account::Account;
use solana_hash::Hash;
use solana_keypair::{read_keypair_file, Keypair};
use solana_signer::Signer;

use crate::{
    amounts,
    errors::{self, Failure},
    sending,
};

/// The key that signs and pays.
#[derive(Clone)]
pub enum Key {
    /// Not read yet.
    At(String),
    /// At hand.
    Loaded(Rc<Keypair>),
}

/// How transactions are sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manner {
    /// Simulated only.
    pub dry_run: bool,
    /// Signed only, with this blockhash.
    pub sign_with: Option<Hash>,
    /// Ask before sending.
    pub ask: bool,
    /// Show logs.
    pub verbose: bool,
}

/// What a command works with.
pub struct Context<'a> {
    /// The network.
    pub network: &'a mut dyn Network,
    /// Its URL.
    pub url: String,
    /// Who signs.
    pub key: Key,
    /// Account of the IO/USD price.
    pub price: Pubkey,
    /// How transactions are sent.
    pub manner: Manner,
}

impl Context<'_> {
    /// The key that signs.
    ///
    /// # Errors
    /// [`Failure::NoKey`].
    pub fn signer(&mut self) -> Result<Rc<Keypair>, Failure> {
        let path = match &self.key {
            Key::Loaded(keypair) => return Ok(keypair.clone()),
            Key::At(path) => path.clone(),
        };
        let keypair = Rc::new(read_key(&path)?);
        self.key = Key::Loaded(keypair.clone());
        Ok(keypair)
    }

    /// Its address.
    ///
    /// # Errors
    /// [`Failure::NoKey`].
    pub fn me(&mut self) -> Result<Pubkey, Failure> {
        Ok(self.signer()?.pubkey())
    }

    /// `other`, or else who signs.
    ///
    /// # Errors
    /// [`Failure::NoKey`].
    pub fn or_me(&mut self, other: Option<Pubkey>) -> Result<Pubkey, Failure> {
        other.map_or_else(|| self.me(), Ok)
    }

    /// The cluster's clock.
    ///
    /// # Errors
    /// If the network does not answer.
    pub fn now(&mut self) -> anyhow::Result<i64> {
        Ok(self.network.unix_time().map_err(unreachable)?)
    }

    /// The account at `address`.
    ///
    /// # Errors
    /// If the network does not answer.
    pub fn account(&mut self, address: &Pubkey) -> anyhow::Result<Option<Account>> {
        Ok(self.network.account(address).map_err(unreachable)?)
    }

    /// The account of type `T` at `address`, if there is one.
    ///
    /// # Errors
    /// If the network does not answer.
    pub fn find<T: AccountDeserialize>(&mut self, address: &Pubkey) -> anyhow::Result<Option<T>> {
        let account = self.account(address)?;
        Ok(account.and_then(|account| T::try_deserialize(&mut account.data.as_slice()).ok()))
    }

    /// The same, which must be there.
    ///
    /// # Errors
    /// [`Failure::Missing`].
    pub fn read<T: AccountDeserialize>(
        &mut self,
        what: &'static str,
        address: &Pubkey,
    ) -> anyhow::Result<T> {
        let address = *address;
        let found = self.find(&address)?;
        found.ok_or_else(|| Failure::Missing { what, address }.into())
    }

    /// All accounts of a type, in the order of their addresses.
    ///
    /// # Errors
    /// If the network does not answer.
    pub fn all<T: AccountDeserialize + Discriminator + Owner>(
        &mut self,
    ) -> anyhow::Result<Vec<(Pubkey, T)>> {
        let found = self.network.program_accounts(&T::owner(), T::DISCRIMINATOR);
        let found = found.map_err(unreachable)?;
        let read = found.into_iter().map(|(address, account)| {
            let read = T::try_deserialize(&mut account.data.as_slice());
            Ok((address, read.with_context(|| address.to_string())?))
        });
        read.collect()
    }

    /// Configuration of the marketplace.
    ///
    /// # Errors
    /// [`Failure::WrongNetwork`].
    pub fn market(&mut self) -> anyhow::Result<marketplace::state::Config> {
        self.config(&MARKETPLACE_CONFIG.address)
    }

    /// Configuration of the emissions program.
    ///
    /// # Errors
    /// [`Failure::WrongNetwork`].
    pub fn emissions(&mut self) -> anyhow::Result<emissions::state::Config> {
        self.config(&EMISSIONS_CONFIG.address)
    }

    /// Configuration of the fee-burn program.
    ///
    /// # Errors
    /// [`Failure::WrongNetwork`].
    pub fn fee_burn(&mut self) -> anyhow::Result<fee_burn::state::Config> {
        self.config(&FEE_BURN_CONFIG.address)
    }

    fn config<T: AccountDeserialize>(&mut self, address: &Pubkey) -> anyhow::Result<T> {
        let found = self.find(address)?;
        found.ok_or_else(|| Failure::WrongNetwork(self.url.clone()).into())
    }

    /// The IO mint.
    ///
    /// # Errors
    /// [`Failure::WrongNetwork`].
    pub fn io(&mut self) -> anyhow::Result<Pubkey> {
        Ok(self.emissions()?.io_mint)
    }

    /// Tokens in an account.
    ///
    /// # Errors
    /// If the network does not answer.
    pub fn balance(&mut self, address: &Pubkey) -> anyhow::Result<u64> {
        Ok(spl::balance(self.network, address).map_err(unreachable)?)
    }

    /// Refuses to spend more IO than the wallet of `owner` holds, and gives the wallet's token account.
    ///
    /// # Errors
    /// [`Failure::Balance`].
    pub fn io_for(&mut self, owner: Pubkey, amount: u64) -> anyhow::Result<Pubkey> {
        let mint = self.io()?;
        self.tokens_for(owner, mint, "IO", amount, amounts::io)
    }

    /// The same for any token.
    ///
    /// # Errors
    /// [`Failure::Balance`].
    pub fn tokens_for(
        &mut self,
        owner: Pubkey,
        mint: Pubkey,
        token: &'static str,
        amount: u64,
        display: fn(u64) -> String,
    ) -> anyhow::Result<Pubkey> {
        let wallet = spl::wallet(&owner, &mint);
        let held = self.balance(&wallet)?;
        if held < amount {
            return Err(Failure::Balance {
                token,
                needed: display(amount),
                held: display(held),
                owner,
            }
            .into());
        }
        Ok(wallet)
    }

    /// The price, as a program with this policy reads it now.
    ///
    /// # Errors
    /// [`Failure::Price`].
    pub fn price(&mut self, policy: &OraclePolicy) -> anyhow::Result<Price> {
        let address = self.price;
        let account = self.account(&address)?;
        let account = account.ok_or(Failure::Missing {
            what: "price account",
            address,
        })?;
        let now = self.now()?;
        let price = policy.read(&account.owner, &account.data, now);
        Ok(price.map_err(|error| {
            let named = errors::named(error.into());
            Failure::Price {
                account: address,
                message: error.to_string(),
                name: named.map_or_else(String::new, |error| error.name),
            }
        })?)
    }

    /// What brings the ledger and `suppliers` to the present hour.
    ///
    /// # Errors
    /// [`Failure::NoKey`], or if the network does not answer.
    pub fn catch_up(&mut self, suppliers: &[Pubkey]) -> anyhow::Result<Vec<Instruction>> {
        let (payer, io) = (self.me()?, self.io()?);
        Ok(keeper::catch_up(self.network, &payer, &io, suppliers).map_err(unreachable)?)
    }

    /// What carries a delegation into the present generation of shares.
    ///
    /// # Errors
    /// If the network does not answer.
    pub fn carry(
        &mut self,
        supplier: &Pubkey,
        staker: &Pubkey,
    ) -> anyhow::Result<Vec<Instruction>> {
        Ok(keeper::carry(self.network, supplier, staker).map_err(unreachable)?)
    }

    /// Sends `before` and `act`, together if they fit, signed by the key and by `others`.
    ///
    /// # Errors
    /// As [`sending::send`].
    pub fn send(
        &mut self,
        before: Vec<Instruction>,
        act: Vec<Instruction>,
        others: &[Keypair],
    ) -> anyhow::Result<sending::Sent> {
        sending::send(self, before, act, others)
    }
}

/// A network that does not answer.
pub fn unreachable(error: Unreachable) -> Failure {
    Failure::Unreachable(error.0)
}

/// The key in a file.
///
/// # Errors
/// [`Failure::NoKey`].
pub fn read_key(path: &str) -> Result<Keypair, Failure> {
    read_keypair_file(path).map_err(|error| Failure::NoKey {
        path: path.into(),
        reason: error.to_string(),
    })
}
