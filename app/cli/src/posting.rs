//! Posts a price before the instructions that read it, and closes its account after them.

use std::rc::Rc;

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_client::{
    pyth::{self, Posting, Ready},
    Forward, Network, ReadError,
};
use io_common::{
    oracle::{OraclePolicy, Price, PriceMessage},
    CommonError,
};
use solana_account::Account;
use solana_signer::Signer;

use crate::{
    amounts::{brief, sol},
    context::{unreachable, Context},
    duration,
    errors::{self, CliError},
    report::{Cell, Record},
};

/// A network with a price account as it will be posted.
struct Posted<'a> {
    network: &'a mut dyn Network,
    address: Pubkey,
    account: Account,
}

impl Forward for Posted<'_> {
    fn inner(&mut self) -> &mut dyn Network {
        self.network
    }

    fn account(&mut self, address: &Pubkey) -> Result<Option<Account>, ReadError> {
        if *address == self.address {
            return Ok(Some(self.account.clone()));
        }
        self.network.account(address)
    }

    fn accounts(&mut self, addresses: &[Pubkey]) -> Result<Vec<Option<Account>>, ReadError> {
        let mut found = self.network.accounts(addresses)?;
        for (address, account) in addresses.iter().zip(&mut found) {
            if *address == self.address {
                *account = Some(self.account.clone());
            }
        }
        Ok(found)
    }
}

/// Instructions that post a price and close its account, and the account's key.
pub struct Around {
    /// Before the instructions that read the price.
    pub post: Vec<Instruction>,
    /// After them.
    pub close: Vec<Instruction>,
    /// Key of the account, which signs.
    pub key: Rc<dyn Signer>,
}

impl Context<'_> {
    /// Fetches a price to post if the price account's is too old for `policy`, or older than unix time `least`, and if a Hermes is
    /// configured. Returns whether there is one, to be read with [`priced`](Self::priced). After the first fetch, every later call fetches
    /// again, so that all reads use the same accounts. A transaction to be signed later gets none: the price would be old by then.
    ///
    /// # Errors
    /// If none is served, or the programs would refuse it.
    pub fn seek_price(&mut self, policy: &OraclePolicy, least: i64) -> anyhow::Result<bool> {
        let later = self.send_options.sign_only || self.send_options.is_for_later();
        if self.prices.served.is_none() || later {
            return Ok(false);
        }
        if self.prices.ready.is_none() && !self.is_old(policy, least)? {
            return Ok(false);
        }
        let ready = self.newest_price(policy)?;
        self.read_price(policy, &ready)?;
        self.prices.ready = Some(ready);
        Ok(true)
    }

    /// Whether the price account has no price, or an old one.
    fn is_old(&mut self, policy: &OraclePolicy, least: i64) -> anyhow::Result<bool> {
        let (address, now) = (self.price, self.now()?);
        Ok(match self.account(&address)? {
            None => true,
            Some(account) => match policy.read(&account.owner, &account.data, now) {
                Ok(price) => price.publish_time < least,
                Err(error) => error == CommonError::OracleStale,
            },
        })
    }

    /// The newest price served, with the receiver that accepts it.
    ///
    /// # Errors
    /// If none is served that a receiver accepts.
    pub fn newest_price(&mut self, policy: &OraclePolicy) -> anyhow::Result<Ready> {
        let Some(served) = self.prices.served.clone() else {
            return Err(CliError::Usage(
                "a newer price comes from Hermes: give a key of Pyth's by IO_HERMES_KEY or --hermes-key, or another Hermes by \
                 --hermes-url"
                    .into(),
            )
            .into());
        };
        let update = served.latest(&policy.feed_id);
        let update = update.map_err(|error| CliError::Refused(error.to_string()))?;
        let ready = pyth::read(self.network, &policy.receivers, &update, &policy.feed_id);
        let ready = ready.map_err(unreachable)?;
        Ok(ready.map_err(|why| {
            CliError::Refused(format!(
                "the price from {} is not posted: {why}",
                served.origin()
            ))
        })?)
    }

    /// The price as a program with this policy would read it now.
    ///
    /// # Errors
    /// [`CliError::Refused`] if the program would refuse it.
    pub fn read_price(&mut self, policy: &OraclePolicy, ready: &Ready) -> anyhow::Result<Price> {
        let now = self.now()?;
        let account = ready.account(&Pubkey::default());
        let read = policy.read(&account.owner, &account.data, now);
        Ok(read.map_err(|error| {
            let name = errors::named(error.into()).map_or_else(String::new, |error| error.name);
            CliError::Refused(format!(
                "the newest price signed by Pyth cannot be used: {error} ({name})"
            ))
        })?)
    }

    /// Reads with the price found by [`seek_price`](Self::seek_price), at the address passed to `read`.
    pub fn priced<T>(&mut self, read: impl FnOnce(&mut dyn Network, &Pubkey) -> T) -> T {
        let Some(ready) = &self.prices.ready else {
            let price = self.price;
            return read(self.network, &price);
        };
        let address = self.prices.key.pubkey();
        let mut network = Posted {
            account: ready.account(&Pubkey::default()),
            address,
            network: self.network,
        };
        read(&mut network, &address)
    }

    /// The price to post, if `instructions` read it.
    fn ready_for(&self, instructions: &[Instruction]) -> Option<Ready> {
        let at = self.prices.key.pubkey();
        let ready = self.prices.ready.clone();
        ready.filter(|_| names(instructions, &at))
    }

    /// The instructions to add around those that read a price not yet posted; none around others.
    ///
    /// # Errors
    /// Those of loading the key.
    pub fn around(&mut self, instructions: &[Instruction]) -> anyhow::Result<Option<Around>> {
        let Some(ready) = self.ready_for(instructions) else {
            return Ok(None);
        };
        let (payer, at) = (self.signer()?.pubkey(), self.prices.key.pubkey());
        let Some(posting) = ready.post(payer, at) else {
            return Ok(None);
        };
        let clear = self.left_by(&posting)?;
        Ok(Some(Around {
            post: clear.into_iter().chain(posting.post).collect(),
            close: posting.close,
            key: self.prices.key.clone(),
        }))
    }

    /// Lamports of Pyth's fee, if `instructions` read a price which is not posted yet.
    pub fn price_fee(&self, instructions: &[Instruction]) -> Option<u64> {
        self.ready_for(instructions).map(|it| it.config.fee)
    }

    /// What closes the account that an interrupted post has left, if it is there.
    ///
    /// # Errors
    /// If the network does not answer.
    pub fn left_by(&mut self, posting: &Posting) -> anyhow::Result<Option<Instruction>> {
        let Some((address, close)) = &posting.left else {
            return Ok(None);
        };
        let is_there = self.account(address)?.is_some();
        Ok(is_there.then(|| close.clone()))
    }

    /// What is shown of the price that is posted for `instructions`.
    ///
    /// # Errors
    /// If the network does not answer.
    pub fn posted(&mut self, instructions: &[Instruction]) -> anyhow::Result<Record> {
        let Some(ready) = self.ready_for(instructions) else {
            return Ok(Record::new());
        };
        let PriceMessage { publish_time, .. } = ready.message;
        let age = duration::display(
            self.now()?
                .saturating_sub(publish_time)
                .max(0)
                .unsigned_abs(),
        );
        let [fee, rent] = [ready.config.fee, ready.rent].map(|it| brief(&sol(it)).to_string());
        let text = format!(
            "signed by Pyth {age} ago, since the price account has none that is new enough. Pyth's fee is {fee} SOL. The rent of its \
             account, {rent} SOL, comes back when it is closed"
        );
        Ok(vec![("Price posted", Cell::Text(text))])
    }
}

fn names(instructions: &[Instruction], address: &Pubkey) -> bool {
    let mut accounts = instructions.iter().flat_map(|it| &it.accounts);
    accounts.any(|it| it.pubkey == *address)
}
