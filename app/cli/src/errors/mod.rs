//! What goes wrong, with what to do about it and the exit status that a script can tell it by.

mod anchor;
mod realm;
mod suite;
mod words;

use std::process::ExitCode;

use anchor_lang::prelude::Pubkey;
use io_client::{nonce::NonceError, ReadError, SendError};
use io_output::output::NoTable;
use solana_signature::Signature;

pub use suite::{named, named_by, of_program};
pub use words::{explain, is_poor, of_sending, why, UNSENT};

/// A failure of the command line, by exit status.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// Options that make no sense together, or that name what is not there.
    #[error("{0}")]
    Usage(String),
    /// `--sign-only` without a blockhash or nonce.
    #[error(
        "--sign-only needs --blockhash, which expires in half a minute, or --nonce, which does not"
    )]
    NoLifetime,
    /// The key cannot be read.
    #[error("no key at {path}: make one with `solana-keygen new`, or name another with {option} ({reason})")]
    NoKey {
        /// The option that gave it.
        option: &'static str,
        /// Where it was looked for.
        path: String,
        /// Why it cannot be read.
        reason: String,
    },
    /// The signer cannot be loaded.
    #[error("{option}: {reason}")]
    Signer {
        /// The option that gave it.
        option: &'static str,
        /// Cause and remedy.
        reason: String,
    },
    /// A durable nonce cannot be used.
    #[error(transparent)]
    Nonce(#[from] NonceError),
    /// The programs are not there.
    #[error("the programs of the suite are not at {0}: name another network with --url, such as `-u localhost` for the one that `io localnet` starts")]
    WrongNetwork(String),
    /// An account is not there.
    #[error("there is no {what} at {address}: look at the address and the network")]
    Missing {
        /// Kind of account.
        what: &'static str,
        /// Where.
        address: Pubkey,
    },
    /// An account is not there, and the network remembers a transaction that names it.
    #[error(
        "there is no {what} at {address} now: the last transaction that names it is {signature}; `io history {address}` shows what \
         became of it"
    )]
    Gone {
        /// Kind of account.
        what: &'static str,
        /// Where.
        address: Pubkey,
        /// The last transaction.
        signature: Signature,
    },
    /// An account is not as this version has it.
    #[error("{address} has another size than this version of io expects: take the version of the programs there")]
    OtherVersion {
        /// Where.
        address: Pubkey,
    },
    /// The wallet has too little.
    #[error("too little {token}: {needed} needed, {held} held by {owner}")]
    Balance {
        /// Which token.
        token: &'static str,
        /// Needed.
        needed: String,
        /// Held.
        held: String,
        /// Whose.
        owner: Pubkey,
    },
    /// The price cannot be used.
    #[error("the price account {account} cannot be used: {message} ({name}){hint}")]
    Price {
        /// The account.
        account: Pubkey,
        /// Name of the error.
        name: String,
        /// What it means.
        message: String,
        /// What to do.
        hint: &'static str,
    },
    /// There is nothing to do.
    #[error("nothing to {0}")]
    Nothing(&'static str),
    /// The simulation, a signer or the answer refused it: nothing was sent.
    #[error("{0}")]
    Refused(String),
    /// The node did not take the transaction. What handed it on may still have it executed.
    #[error(
        "the node did not take {signature}: {reason}; nothing was executed so far, and up to block height {height} it may still be, \
         if another node has it: look with `io transaction show {signature}` after that, before you send it again"
    )]
    NotTaken {
        /// By which it is found.
        signature: Signature,
        /// The last block height at which it may be executed.
        height: u64,
        /// Why, and what to do about it.
        reason: String,
    },
    /// The transaction failed in its block.
    #[error("{signature} is in a block and failed: {reason}; its fee is paid and nothing else has changed")]
    Failed {
        /// By which it is found.
        signature: Signature,
        /// Why, and what to do about it.
        reason: String,
    },
    /// The transaction is in no block.
    #[error("not confirmed: the blockhash of {0} expired before it was in a block; it never will be, send it again")]
    Expired(Signature),
    /// A durable-nonce transaction has not landed and still may.
    #[error(
        "not confirmed yet: {signature} is in no block, and may still come into one, since its nonce keeps it from expiring. \
         Run `io transaction send` to send it again, or `solana new-nonce` to invalidate it: {transaction}"
    )]
    Pending {
        /// Its signature.
        signature: Signature,
        /// In base 64.
        transaction: String,
    },
    /// The transaction has not landed and never will.
    #[error("not confirmed: {0} was not executed and never will be, since another transaction has advanced its nonce: make it again")]
    NonceAdvanced(Signature),
    /// The network cannot be read.
    #[error(transparent)]
    Unreachable(#[from] ReadError),
    /// The same before anything was sent.
    #[error("{0}; nothing was sent")]
    Unsent(ReadError),
    /// The transaction is in a block or not.
    #[error(
        "{signature} may have been executed: {reason}. Look with `io transaction show {signature}` before you send it again"
    )]
    Unknown {
        /// By which it is found.
        signature: Signature,
        /// Why nothing is known.
        reason: String,
    },
    /// An indexer cannot be read.
    #[error("the indexer at {url} cannot be read: {reason}")]
    Index {
        /// Its origin.
        url: String,
        /// Why.
        reason: String,
    },
    /// A rule does not hold.
    #[error("{0} of the rules do not hold")]
    Broken(usize),
}

impl CliError {
    /// The exit status.
    pub fn status(&self) -> u8 {
        match self {
            Self::Usage(_)
            | Self::NoLifetime
            | Self::NoKey { .. }
            | Self::Signer { .. }
            | Self::WrongNetwork(_)
            | Self::Missing { .. }
            | Self::Gone { .. }
            | Self::OtherVersion { .. } => 2,
            Self::Balance { .. }
            | Self::Price { .. }
            | Self::Nonce(_)
            | Self::Nothing(_)
            | Self::Refused(_)
            | Self::NotTaken { .. } => 3,
            Self::Expired(_) | Self::NonceAdvanced(_) => 4,
            Self::Unreachable(_) | Self::Unsent(_) | Self::Index { .. } => 5,
            Self::Broken(_) => 6,
            Self::Pending { .. } => 7,
            Self::Unknown { .. } => 8,
            Self::Failed { .. } => 9,
        }
    }
}

/// The same with the numbers behind the reason of a program's refusal, if there are any.
pub fn with_hint(failure: CliError, hint: Option<String>) -> CliError {
    let Some(hint) = hint else {
        return failure;
    };
    match failure {
        CliError::Refused(text) => {
            CliError::Refused(text.replacen(UNSENT, &format!(": {hint}{UNSENT}"), 1))
        }
        CliError::Failed { signature, reason } => CliError::Failed {
            signature,
            reason: format!("{reason}: {hint}"),
        },
        other => other,
    }
}

/// The exit status of an error: 1 unless it is a [`CliError`], or one of sending or reading, as migrations have them.
pub fn status(error: &anyhow::Error) -> u8 {
    if let Some(failure) = error.downcast_ref::<CliError>() {
        return failure.status();
    }
    if error.is::<NoTable>() {
        return CliError::Usage(String::new()).status();
    }
    if let Some(sending) = error.downcast_ref::<SendError>() {
        return of_sending(sending.clone(), &Pubkey::default(), false).status();
    }
    let reading = error.downcast_ref::<ReadError>();
    reading.map_or(1, |reading| CliError::Unreachable(reading.clone()).status())
}

/// The same as a process ends with it.
pub fn exit_code(error: &anyhow::Error) -> ExitCode {
    ExitCode::from(status(error))
}

#[cfg(test)]
mod tests;
