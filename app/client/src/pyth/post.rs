//! An update with the receiver that accepts it, and the instructions that post it.

use anchor_lang::{
    prelude::{Pubkey, Rent},
    solana_program::instruction::Instruction,
};
use io_common::{
    ids::pyth,
    oracle::{message::LENGTH, PriceMessage},
};
use solana_account::Account;

use super::{
    instruction::{post_update, post_update_atomic, reclaim_rent, Merkle, Posted},
    message::posted,
    receiver::{self, config_address, guardian_set_address, Config, GuardianSet},
    Encoded, Leaf, Refused, Update, Vaa,
};
use crate::{rent, Network, ReadError};

/// The treasury that gets the fee.
const TREASURY: u8 = 0;
/// Characters of a seed, at most.
const SEED: usize = 32;
/// Most lamports of rent for an account with a VAA: several times what it takes. A node that names another rate of rent cannot move
/// more than that.
const MOST_RENT: u64 = 100_000_000;
/// Receivers that are called: each gets the payer's signature and the system program, with which it could take all SOL.
const KNOWN: [Pubkey; 2] = [pyth::RECEIVER, pyth::NEXT_RECEIVER];
/// Bytes of the largest instruction that posts with the signatures in it, so that it fits into a transaction of 1,232 bytes.
const MOST: usize = 760;

/// An update that a receiver accepts.
#[derive(Clone, Debug)]
pub struct Ready {
    /// The receiver program.
    pub receiver: Pubkey,
    /// Its configuration.
    pub config: Config,
    /// The price.
    pub message: PriceMessage,
    /// Rent of a price account, in lamports; comes back when it is closed.
    pub rent: u64,
    leaf: Leaf,
    vaa: Vec<u8>,
    guardian_set: Pubkey,
    rate: Rent,
}

/// Instructions that post a price, and that close its accounts.
#[derive(Clone, Debug)]
pub struct Posting {
    /// In this order.
    pub post: Vec<Instruction>,
    /// After the price was read.
    pub close: Vec<Instruction>,
    /// An account that an interrupted post may have left, and what closes it: goes in front, if the account is there.
    pub left: Option<(Pubkey, Instruction)>,
}

/// Finds the receiver that takes the newest message of `feed`, of those that may own a price account and that this version knows. Of two that take it, it is the
/// one named last, whose Wormhole program was built for these signers.
///
/// # Errors
/// The outer one if the network cannot be read; the inner one says why the update is not posted.
pub fn read(
    network: &mut dyn Network,
    receivers: &[Pubkey],
    update: &Update,
    feed: &[u8; 32],
) -> Result<Result<Ready, Refused>, ReadError> {
    let found = update.of_feed(feed).and_then(|(leaf, message)| {
        let vaa = Vaa::parse(&update.vaa)?;
        Ok((leaf, message, vaa))
    });
    let (leaf, message, vaa) = match found {
        Ok(found) => found,
        Err(refused) => return Ok(Err(refused)),
    };
    let known: Vec<Pubkey> = receivers
        .iter()
        .copied()
        .filter(|it| KNOWN.contains(it))
        .collect();
    if known.is_empty() {
        return Ok(Err(Refused::UnknownReceivers));
    }
    let configs = configs(network, &known)?;
    let sets: Vec<Pubkey> = configs
        .iter()
        .map(|(_, config)| guardian_set_address(&config.wormhole, vaa.guardian_set))
        .collect();
    let guardians = match sets.is_empty() {
        true => return Ok(Err(Refused::NoReceiver)),
        false => network.accounts(&sets)?,
    };
    let (rate, now) = (rent::of_today(network)?, network.unix_time()?);
    let mut why = Refused::Guardians(vaa.guardian_set);
    let all = configs.into_iter().zip(sets).zip(guardians).rev();
    for (((receiver, config), guardian_set), account) in all {
        let set = account.as_ref().filter(|it| it.owner == config.wormhole);
        let Some(set) = set.and_then(|it| GuardianSet::parse(&it.data)) else {
            continue;
        };
        if let Err(refused) = receiver::check(&config, &set, &vaa, now) {
            why = refused;
            continue;
        }
        // More signatures add nothing.
        let vaa = vaa.with_first(&update.vaa, set.most_needed());
        let most = rate.minimum_balance(vaa.len().saturating_add(LENGTH));
        if most > MOST_RENT {
            return Ok(Err(Refused::Rent(most)));
        }
        return Ok(Ok(Ready {
            receiver,
            config,
            message,
            rent: rate.minimum_balance(LENGTH),
            leaf: leaf.clone(),
            vaa,
            guardian_set,
            rate,
        }));
    }
    Ok(Err(why))
}

/// The receivers that exist, with their configurations.
fn configs(
    network: &mut dyn Network,
    receivers: &[Pubkey],
) -> Result<Vec<(Pubkey, Config)>, ReadError> {
    let addresses: Vec<Pubkey> = receivers.iter().map(config_address).collect();
    let accounts = network.accounts(&addresses)?;
    let all = receivers.iter().zip(accounts);
    Ok(all
        .filter_map(|(receiver, account)| {
            let account = account.filter(|it| it.owner == *receiver)?;
            Some((*receiver, Config::parse(&account.data)?))
        })
        .collect())
}

impl Ready {
    /// The price account as the receiver would write it for `payer`, except the slot.
    pub fn account(&self, payer: &Pubkey) -> Account {
        Account {
            lamports: self.rent,
            data: posted(payer, &self.message),
            owner: self.receiver,
            ..Account::default()
        }
    }

    /// Posts it to `account`, paid by `payer`; both sign. None if it does not fit, which cannot happen after [`read`].
    pub fn post(&self, payer: Pubkey, account: Pubkey) -> Option<Posting> {
        let it = Posted {
            receiver: self.receiver,
            payer,
            account,
            treasury: TREASURY,
        };
        let merkle = Merkle(&self.leaf);
        let close = vec![reclaim_rent(self.receiver, payer, account)];
        let post = post_update_atomic(&it, self.guardian_set, &self.vaa, merkle);
        if post.data.len() <= MOST {
            return Some(Posting {
                post: vec![post],
                close,
                left: None,
            });
        }
        // One account of a VAA for each price account: an interrupted post leaves one, and the next takes it away.
        let mut seed = account.to_string();
        seed.truncate(SEED);
        let encoded = Encoded {
            wormhole: self.config.wormhole,
            payer,
            seed,
            vaa: self.vaa.clone(),
        };
        let left = (encoded.address()?, encoded.close()?);
        let mut all = encoded.post(self.rate.minimum_balance(encoded.size()))?;
        all.push(post_update(&it, encoded.address()?, merkle));
        all.push(encoded.close()?);
        Some(Posting {
            post: all,
            close,
            left: Some(left),
        })
    }
}
