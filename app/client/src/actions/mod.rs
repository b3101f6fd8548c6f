//! Acts before they are signed: what one comes to, its instructions, and who signs.
//!
//! Each act has two steps. The first reads the accounts that it needs, together where it can. The second is a pure function of
//! those accounts, of what is wanted and of the clock; it refuses what the program would refuse of them. What only a simulation
//! shows, such as a pause, is left to that.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_common::CommonError;
use solana_account::Account;

use crate::{
    layout::{self, Stored},
    ReadError,
};

pub mod announce_end;
pub mod auction;
pub mod autopay;
pub mod clock;
pub mod create_offer;
pub mod decline;
pub mod dispute;
pub mod due;
pub mod extend;
pub mod fees;
pub mod flash_fill;
pub mod market;
pub mod offer;
pub mod pay_council;
pub mod payee;
pub mod pricing;
pub mod refund;
pub mod reserve;
pub mod settle_reservation;
pub mod snapshot;
pub mod staking;
pub mod start;
pub mod supplying;
pub mod terminate;
pub mod terminate_by_supplier;
pub mod withdraw_owed;

/// An action before it is signed.
#[derive(Clone, Debug)]
pub struct Prepared<T> {
    /// Its terms, as of now.
    pub terms: T,
    /// Tokens that leave.
    pub gives: Vec<Payment>,
    /// Accounts that it creates.
    pub creates: Vec<Creation>,
    /// Instructions before it, in the same transaction.
    pub setup: Vec<Instruction>,
    /// Its own instructions.
    pub act: Vec<Instruction>,
}

impl<T> Prepared<T> {
    /// All instructions, in order.
    pub fn instructions(&self) -> Vec<Instruction> {
        self.setup.iter().chain(&self.act).cloned().collect()
    }

    /// The signers, in the order of the instructions, each once. The fee payer may be another.
    pub fn signers(&self) -> Vec<Pubkey> {
        let mut signers = Vec::new();
        let all = self.setup.iter().chain(&self.act);
        for account in all.flat_map(|it| &it.accounts) {
            if account.is_signer && !signers.contains(&account.pubkey) {
                signers.push(account.pubkey);
            }
        }
        signers
    }
}

/// Tokens that leave an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payment {
    /// Owner of the tokens.
    pub owner: Pubkey,
    /// Their mint.
    pub mint: Pubkey,
    /// Source token account.
    pub from: Pubkey,
    /// Destination token account.
    pub to: Pubkey,
    /// Current amount, in base units.
    pub amount: u64,
    /// Maximum that the program takes, in base units.
    pub limit: u64,
}

/// An account that an action creates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Creation {
    /// Name of its type.
    pub kind: &'static str,
    /// Its address.
    pub address: Pubkey,
    /// Size in bytes, for its rent.
    pub bytes: usize,
    /// Lamports above its rent.
    pub deposit: u64,
    /// Recipient of the rent at closing; none if it is never closed.
    pub returns_to: Option<Pubkey>,
}

/// Why an action is refused before it is sent.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The offer does not take what is wanted.
    #[error("the offer does not take it: {0}")]
    Offer(anchor_lang::error::Error),
    /// The offer has fewer GPUs free.
    #[error("{free} GPUs of the offer are free: ask for at most so many")]
    NotFree {
        /// GPUs that are free.
        free: u32,
    },
    /// IO is paid, and the price account is missing.
    #[error("there is no price account: name that of the network")]
    NoPrice,
    /// IO is paid, and the price is not accepted.
    #[error("the price of IO is refused: {0}")]
    Price(CommonError),
    /// It would end too far ahead.
    #[error("it would end too far ahead: {0}")]
    End(anchor_lang::error::Error),
    /// The cost exceeds the limit.
    #[error("it costs {total} base units, and {limit} are allowed: allow more")]
    Limit {
        /// The cost, in base units.
        total: u64,
        /// The limit, in base units.
        limit: u64,
    },
    /// The wallet's balance is too low.
    #[error("it takes {needed} base units, and the wallet of {owner} holds {held}")]
    Balance {
        /// Owner of the wallet.
        owner: Pubkey,
        /// The amount needed, in base units.
        needed: u64,
        /// The balance, in base units.
        held: u64,
    },
    /// The program would refuse it now.
    #[error("the program would refuse it: {error}")]
    Early {
        /// What it would say.
        error: anchor_lang::error::Error,
        /// Unix seconds from which it would go, as things stand; none if that takes more than time.
        until: Option<i64>,
    },
    /// The payee's token account cannot be paid.
    #[error(transparent)]
    Payee(#[from] payee::Refusal),
    /// There is nothing to do.
    #[error("there is nothing to {0}")]
    Nothing(&'static str),
    /// The program would refuse it for another reason.
    #[error("the program would refuse it: {0}")]
    Program(anchor_lang::error::Error),
}

impl From<CommonError> for Refusal {
    fn from(error: CommonError) -> Self {
        Self::Program(error.into())
    }
}

/// Why the accounts of an action could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unread {
    /// The network was not read.
    #[error(transparent)]
    Network(#[from] ReadError),
    /// An account is missing, or of another type.
    #[error("there is no {what} at {address}")]
    Missing {
        /// Name of its type.
        what: &'static str,
        /// Where it should be.
        address: Pubkey,
    },
    /// An account is of another version of the suite.
    #[error("{address} is an account of another version of the suite")]
    OtherVersion {
        /// Its address.
        address: Pubkey,
    },
}

/// The account of type `T` that was read at `address`.
pub(crate) fn stored<T: Stored>(
    what: &'static str,
    address: &Pubkey,
    account: Option<&Account>,
) -> Result<T, Unread> {
    let missing = Unread::Missing {
        what,
        address: *address,
    };
    let data = &account.ok_or(missing.clone())?.data;
    layout::decode(data).ok_or(match data.starts_with(T::DISCRIMINATOR) {
        true => Unread::OtherVersion { address: *address },
        false => missing,
    })
}

/// The account of type `T` that was read at `address`, if it is there.
fn optional<T: Stored>(address: &Pubkey, account: Option<&Account>) -> Result<Option<T>, Unread> {
    match stored("account", address, account) {
        Ok(found) => Ok(Some(found)),
        Err(Unread::Missing { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}
