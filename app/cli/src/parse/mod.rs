//! How the command line reads every value: docs/cli.md has the grammar.
//!
//! Each function takes what is written and gives the value, or else what to write instead. The messages leave out the
//! text itself: clap puts it in front of them, and so does [`quoted`].

pub mod amount;
pub mod connection;
pub mod count;
pub mod duration;
pub mod hash;
pub mod nearest;
pub mod share;
pub mod text;
pub mod time;

mod decimal;

pub use io_client::base58::{address, hash as blockhash};

use solana_signature::Signature;

use crate::errors::Failure;

/// The signature of a transaction that `text` is, in base 58.
///
/// # Errors
/// What to write instead. The message does not hold `text`: it may be a secret key, by mistake.
pub fn signature(text: &str) -> Result<Signature, String> {
    let found = crate::transaction::signature(text.trim());
    found.ok_or_else(|| {
        "not a signature of a transaction: write 87 or 88 characters of base 58, as `io history` shows it".into()
    })
}

/// Reads `text` where clap does not.
///
/// # Errors
/// [`Failure::Usage`] with the text and what to write instead.
pub fn quoted<T>(text: &str, read: impl FnOnce(&str) -> Result<T, String>) -> Result<T, Failure> {
    read(text).map_err(|why| Failure::Usage(format!("`{text}`: {why}")))
}
