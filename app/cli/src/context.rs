//! What a command works with: a network, a key, and how transactions are to be sent.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use anchor_lang::{
    prelude::Pubkey, solana_program::instruction::Instruction, Discriminator, Owner,
};
use emissions::state::{Delegation, Slash};
use io_client::{
    keeper,
    layout::{self, Stored},
    slashes, spl,
    transaction::Nonce,
    Match, Network, ReadError,
};
use io_common::{
    addresses::{EMISSIONS_CONFIG, FEE_BURN_CONFIG, MARKETPLACE_CONFIG},
    oracle::{OraclePolicy, Price},
    types::Supplier,
    CommonError,
};
use solana_account::Account;
use solana_hash::Hash;
use solana_keypair::Keypair;
use solana_signer::Signer;

use crate::{
    access,
    acting::{Draft, Unsigned},
    amounts,
    consent::Consent,
    errors::{self, CliError},
    kinds,
    place::Place,
    prices::Prices,
    settings::Global,
    signers::{self, Signers},
};

/// The key that signs and pays.
#[derive(Clone)]
pub enum Key {
    /// As [`Signers::load`] takes it; not loaded yet.
    At(String),
    /// Not known, for this reason.
    Unknown(String),
    /// At hand.
    Loaded(Rc<dyn Signer>),
}

/// How transactions are sent.
#[derive(Clone, Default)]
pub struct SendOptions {
    /// Simulated only.
    pub dry_run: bool,
    /// Sign without sending.
    pub sign_only: bool,
    /// Blockhash, or the nonce's value.
    pub blockhash: Option<Hash>,
    /// Durable nonce account.
    pub nonce: Option<Pubkey>,
    /// Nonce authority; the payer by default.
    pub nonce_authority: Option<Key>,
    /// Show logs.
    pub verbose: bool,
    /// Most that the priority fee of a transaction may come to, in lamports.
    pub max_priority_fee: u64,
    /// Whether a price of compute units is given.
    pub is_priced: bool,
    /// Who acts, where nothing is signed or sent.
    pub unsigned: Option<Unsigned>,
    /// What to build of an act, for a program that holds no key.
    pub draft: Option<Draft>,
}

impl SendOptions {
    /// From the options.
    pub fn new(global: &Global) -> Self {
        Self {
            dry_run: global.dry_run,
            sign_only: global.sign_only,
            blockhash: global.blockhash,
            nonce: global.nonce,
            nonce_authority: global.nonce_authority.clone().map(Key::At),
            verbose: global.verbose,
            max_priority_fee: global.max_priority_fee,
            is_priced: global.with_compute_unit_price.is_some(),
            unsigned: global.unsigned,
            draft: None,
        }
    }

    /// Whether it is sent at an unknown later time.
    pub fn is_for_later(&self) -> bool {
        self.unsigned.is_some() || (self.sign_only && self.nonce.is_some())
    }
}

/// What a command works with.
pub struct Context<'a> {
    /// The network.
    pub network: &'a mut dyn Network,
    /// Its URL as it is shown: without what may be a key.
    pub url: String,
    /// Who signs.
    pub key: Key,
    /// Loads the other signers.
    pub signers: Signers,
    /// Account of the IO/USD price.
    pub price: Pubkey,
    /// Newer prices.
    pub prices: Prices,
    /// How transactions are sent.
    pub send_options: SendOptions,
    /// Who agrees before something is sent.
    pub consent: Consent,
    /// What was read and is not read again.
    pub memory: Memory,
    /// Where the keys of reservations are.
    pub connections: access::Folder,
    /// What the command ends with, after its report.
    pub failure: Option<anyhow::Error>,
}

/// What all of a command or of a keeper's round is about: the clock, and accounts that there is one of. Each is read once, and
/// again after something was sent or asked.
#[derive(Default)]
pub struct Memory {
    now: Option<i64>,
    accounts: BTreeMap<Pubkey, Option<Account>>,
}

impl Context<'_> {
    /// Signer and fee payer.
    ///
    /// # Errors
    /// As [`Signers::load`].
    pub fn signer(&mut self) -> Result<Rc<dyn Signer>, CliError> {
        let named = match &self.key {
            Key::Loaded(signer) => return Ok(signer.clone()),
            Key::At(named) => named.clone(),
            Key::Unknown(why) => return Err(CliError::Usage(why.clone())),
        };
        let signer = self.signers.load(&named, "--keypair")?;
        self.key = Key::Loaded(signer.clone());
        Ok(signer)
    }

    /// Its key pair, if it is in a file and was not loaded yet.
    pub fn key_pair(&self) -> Option<Keypair> {
        match &self.key {
            Key::At(named) => signers::key_pair(named),
            Key::Unknown(_) | Key::Loaded(_) => None,
        }
    }

    /// The address of the key, as far as nobody has to be asked for it: it is given, or in a file.
    pub fn known(&self) -> Option<Pubkey> {
        match &self.key {
            Key::Loaded(signer) => signer.try_pubkey().ok(),
            Key::At(named) => {
                signers::address(named).or_else(|| signers::key_pair(named).map(|it| it.pubkey()))
            }
            Key::Unknown(_) => None,
        }
    }

    /// Who acts: the signer's address, or the authority for whom nobody signs here.
    ///
    /// # Errors
    /// As [`Signers::load`].
    pub fn me(&mut self) -> Result<Pubkey, CliError> {
        if let Some(unsigned) = self.send_options.unsigned {
            return Ok(unsigned.authority);
        }
        let signer = self.signer()?;
        signer.try_pubkey().map_err(|error| CliError::Signer {
            option: "--keypair",
            reason: error.to_string(),
        })
    }

    /// Who pays for new accounts, where the program lets another pay than who acts.
    ///
    /// # Errors
    /// As [`Signers::load`].
    pub fn payer(&mut self) -> Result<Pubkey, CliError> {
        let unsigned = self.send_options.unsigned;
        unsigned.map_or_else(|| self.me(), |it| Ok(it.payer))
    }

    /// The network, as it is named to people.
    pub fn place(&mut self) -> Place {
        Place::new(&self.url, self.network.genesis().ok().flatten())
    }

    /// The nonce to use, if any. Its authority is added to the signers.
    ///
    /// # Errors
    /// As [`Signers::load`].
    pub fn nonce(&mut self, signers: &mut Vec<Rc<dyn Signer>>) -> Result<Option<Nonce>, CliError> {
        let Some(account) = self.send_options.nonce else {
            return Ok(None);
        };
        let signer = match &self.send_options.nonce_authority {
            None => self.signer()?,
            Some(Key::Loaded(signer)) => signer.clone(),
            Some(Key::At(named)) => self.signers.load(named, "--nonce-authority")?,
            Some(Key::Unknown(why)) => return Err(CliError::Usage(why.clone())),
        };
        if self.send_options.nonce_authority.is_some() {
            self.send_options.nonce_authority = Some(Key::Loaded(signer.clone()));
        }
        let authority = signer.pubkey();
        signers.push(signer);
        Ok(Some(Nonce { account, authority }))
    }

    /// `other`, or else who signs.
    ///
    /// # Errors
    /// [`CliError::NoKey`].
    pub fn or_me(&mut self, other: Option<Pubkey>) -> Result<Pubkey, CliError> {
        other.map_or_else(|| self.me(), Ok)
    }

    /// The cluster's clock.
    ///
    /// # Errors
    /// If the network does not answer.
    pub fn now(&mut self) -> anyhow::Result<i64> {
        if let Some(now) = self.memory.now {
            return Ok(now);
        }
        let now = self.network.unix_time().map_err(unreachable)?;
        self.memory.now = Some(now);
        Ok(now)
    }

    /// Forgets what was read: it may have changed.
    pub fn forget(&mut self) {
        self.memory = Memory::default();
    }

    /// The account at `address`.
    ///
    /// # Errors
    /// If the network does not answer.
    pub fn account(&mut self, address: &Pubkey) -> anyhow::Result<Option<Account>> {
        Ok(self.network.account(address).map_err(unreachable)?)
    }

    /// The accounts at `addresses`, in that order, read together.
    ///
    /// # Errors
    /// If the network does not answer.
    pub fn accounts(&mut self, addresses: &[Pubkey]) -> anyhow::Result<Vec<Option<Account>>> {
        if addresses.is_empty() {
            return Ok(Vec::new());
        }
        Ok(self.network.accounts(addresses).map_err(unreachable)?)
    }

    /// The account of type `T` at `address`, if there is one.
    ///
    /// # Errors
    /// [`CliError::OtherVersion`], or if the network does not answer.
    pub fn find<T: Stored>(&mut self, address: &Pubkey) -> anyhow::Result<Option<T>> {
        let account = self.account(address)?;
        typed(address, account.as_ref())
    }

    /// The accounts of type `T` among `addresses`, read together, each address once.
    ///
    /// # Errors
    /// As [`find`](Self::find).
    pub fn find_all<T: Stored>(
        &mut self,
        addresses: impl IntoIterator<Item = Pubkey>,
    ) -> anyhow::Result<BTreeMap<Pubkey, T>> {
        let addresses: BTreeSet<Pubkey> = addresses.into_iter().collect();
        let addresses: Vec<Pubkey> = addresses.into_iter().collect();
        let accounts = self.accounts(&addresses)?;
        let mut found = BTreeMap::new();
        for (address, account) in addresses.into_iter().zip(accounts) {
            found.extend(typed(&address, account.as_ref())?.map(|it| (address, it)));
        }
        Ok(found)
    }

    /// The account of type `T` at `address`, read once: see [`Memory`].
    ///
    /// # Errors
    /// As [`find`](Self::find).
    pub fn recall<T: Stored>(&mut self, address: &Pubkey) -> anyhow::Result<Option<T>> {
        if !self.memory.accounts.contains_key(address) {
            let account = self.account(address)?;
            self.memory.accounts.insert(*address, account);
        }
        let account = self.memory.accounts.get(address);
        typed(address, account.and_then(Option::as_ref))
    }

    /// The same, which must be there.
    ///
    /// # Errors
    /// [`CliError::Missing`].
    pub fn read<T: Stored>(&mut self, what: &'static str, address: &Pubkey) -> anyhow::Result<T> {
        match self.find(address)? {
            Some(found) => Ok(found),
            None => Err(self.missing(what, address).into()),
        }
    }

    /// What there is to say of an account that is not there: what is there instead, or by one more request whether the network
    /// remembers it.
    pub fn missing(&mut self, what: &'static str, address: &Pubkey) -> CliError {
        let address = *address;
        if let Ok(Some(account)) = self.account(&address) {
            let is = kinds::of(&account);
            return CliError::Usage(format!("{address} is {is}, not {}", kinds::a(what)));
        }
        let last = self.network.mentions(&address, None, 1);
        match last.ok().and_then(|last| last.into_iter().next()) {
            Some(last) => CliError::Gone {
                what,
                address,
                signature: last.signature,
            },
            None => CliError::Missing { what, address },
        }
    }

    /// All accounts of a type, in the order of their addresses.
    ///
    /// # Errors
    /// If the network does not answer.
    pub fn all<T: Stored + Discriminator + Owner>(&mut self) -> anyhow::Result<Vec<(Pubkey, T)>> {
        self.all_where(&[])
    }

    /// The same, filtered by the node to those that hold all `matches`.
    ///
    /// # Errors
    /// If the network does not answer.
    pub fn all_where<T: Stored + Discriminator + Owner>(
        &mut self,
        matches: &[Match],
    ) -> anyhow::Result<Vec<(Pubkey, T)>> {
        let (program, kind) = (T::owner(), T::DISCRIMINATOR);
        let found = match matches {
            [] => self.network.program_accounts(&program, kind),
            matches => self.network.program_accounts_where(&program, kind, matches),
        };
        let found = found.map_err(unreachable)?;
        let read = found.into_iter().map(|(address, account)| {
            let read = layout::decode(&account.data);
            Ok((address, read.ok_or(CliError::OtherVersion { address })?))
        });
        read.collect()
    }

    /// Configuration of the marketplace.
    ///
    /// # Errors
    /// [`CliError::WrongNetwork`].
    pub fn market(&mut self) -> anyhow::Result<marketplace::state::Config> {
        self.config(&MARKETPLACE_CONFIG.address)
    }

    /// Configuration of the emissions program.
    ///
    /// # Errors
    /// [`CliError::WrongNetwork`].
    pub fn emissions(&mut self) -> anyhow::Result<emissions::state::Config> {
        self.config(&EMISSIONS_CONFIG.address)
    }

    /// Configuration of the fee-burn program.
    ///
    /// # Errors
    /// [`CliError::WrongNetwork`].
    pub fn fee_burn(&mut self) -> anyhow::Result<fee_burn::state::Config> {
        self.config(&FEE_BURN_CONFIG.address)
    }

    fn config<T: Stored>(&mut self, address: &Pubkey) -> anyhow::Result<T> {
        let found = self.recall(address)?;
        found.ok_or_else(|| CliError::WrongNetwork(self.url.clone()).into())
    }

    /// The IO mint.
    ///
    /// # Errors
    /// [`CliError::WrongNetwork`].
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
    /// [`CliError::Balance`].
    pub fn io_for(&mut self, owner: Pubkey, amount: u64) -> anyhow::Result<Pubkey> {
        let mint = self.io()?;
        self.tokens_for(owner, mint, "IO", amount, amounts::io)
    }

    /// The same for any token.
    ///
    /// # Errors
    /// [`CliError::Balance`].
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
            return Err(CliError::Balance {
                token,
                needed: display(amount),
                held: display(held),
                owner,
            }
            .into());
        }
        Ok(wallet)
    }

    /// The account of the price, with its address.
    ///
    /// # Errors
    /// [`CliError::Usage`] if there is none, or if the network does not answer.
    pub fn price_account(&mut self) -> anyhow::Result<(Pubkey, Account)> {
        let address = self.price;
        let account = self.account(&address)?;
        let account = account.ok_or_else(|| {
            CliError::Usage(format!(
                "there is no price account at {address}: name that of the network with --price-account. `. localnet/env` does, for \
                 a network of `io localnet`"
            ))
        })?;
        Ok((address, account))
    }

    /// The price, as a program with this policy reads it now.
    ///
    /// # Errors
    /// [`CliError::Price`].
    pub fn price(&mut self, policy: &OraclePolicy) -> anyhow::Result<Price> {
        let (address, account) = self.price_account()?;
        let now = self.now()?;
        let price = policy.read(&account.owner, &account.data, now);
        Ok(price.map_err(|error| refused_price(address, error))?)
    }

    /// Instructions that bring the ledger and `suppliers` to the current hour. None for a transaction that is sent at an
    /// unknown later hour: `io transaction send` sends them first.
    ///
    /// # Errors
    /// [`CliError::NoKey`], or if the network does not answer.
    pub fn catch_up(&mut self, suppliers: &[Pubkey]) -> anyhow::Result<Vec<Instruction>> {
        if self.send_options.is_for_later() {
            return Ok(Vec::new());
        }
        self.catch_up_now(suppliers)
    }

    /// The same, also for a transaction that is sent later.
    ///
    /// # Errors
    /// As [`catch_up`](Self::catch_up).
    pub fn catch_up_now(&mut self, suppliers: &[Pubkey]) -> anyhow::Result<Vec<Instruction>> {
        let (payer, io) = (self.me()?, self.io()?);
        Ok(keeper::catch_up(self.network, &payer, &io, suppliers).map_err(unreachable)?)
    }

    /// The slashes of a supplier whose accounts are there.
    ///
    /// # Errors
    /// If the network does not answer.
    pub fn slashes(&mut self, supplier: &Pubkey) -> anyhow::Result<Vec<Slash>> {
        Ok(slashes::of(self.network, supplier).map_err(unreachable)?)
    }

    /// Makes a copy of a delegation follow the slashes of its supplier, which is given if it is there, and returns those to send
    /// `apply_slash` for.
    ///
    /// # Errors
    /// If the network does not answer.
    pub fn followed_of(
        &mut self,
        delegation: &mut Delegation,
        supplier: Option<&Supplier>,
    ) -> anyhow::Result<Vec<Slash>> {
        if supplier.is_some_and(|supplier| delegation.follow(supplier).is_ok()) {
            return Ok(Vec::new());
        }
        let mut slashes = self.slashes(&delegation.supplier)?;
        Ok(slashes::follow(delegation, &mut slashes))
    }
}

/// The account of type `T` at `address`, of what was read there.
///
/// # Errors
/// [`CliError::OtherVersion`].
pub fn typed<T: Stored>(address: &Pubkey, account: Option<&Account>) -> anyhow::Result<Option<T>> {
    let Some(account) = account else {
        return Ok(None);
    };
    let found = layout::decode(&account.data);
    if found.is_none() && account.data.starts_with(T::DISCRIMINATOR) {
        return Err(CliError::OtherVersion { address: *address }.into());
    }
    Ok(found)
}

/// What to do about an old price.
const NEWER: &str = ": set --hermes-key or --hermes-url to post a newer one";

/// A price that a program does not accept.
pub fn refused_price(account: Pubkey, error: CommonError) -> CliError {
    let named = errors::named(error.into());
    CliError::Price {
        account,
        message: error.to_string(),
        name: named.map_or_else(String::new, |error| error.name),
        hint: match error {
            CommonError::OracleStale => NEWER,
            _ => "",
        },
    }
}

/// A network that cannot be read.
pub fn unreachable(error: ReadError) -> CliError {
    CliError::Unreachable(error)
}
