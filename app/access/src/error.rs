//! Why something is refused.

use thiserror::Error as ThisError;

use crate::limits::{CLOCK_SKEW, FRESH_FOR};

/// What every function here returns.
pub type Result<T> = std::result::Result<T, Error>;

/// Why something is refused. No message holds a stranger's text or a secret.
#[derive(Clone, Debug, PartialEq, Eq, ThisError)]
pub enum Error {
    /// Text that should be a key.
    #[error("not a key: {0}")]
    NotAKey(&'static str),
    /// 32 bytes that no program makes as an X25519 public key.
    #[error("not a safe X25519 public key: anybody could read what is sealed to it, or nobody; make a key with `age-keygen`")]
    WeakKey,
    /// More bytes than the format allows.
    #[error("{has} bytes, and at most {most} are allowed")]
    TooLarge {
        /// Bytes allowed.
        most: usize,
        /// Bytes that there are.
        has: usize,
    },
    /// The sealed bytes are not those that the supplier committed to at the start.
    #[error("these are not the connection details that the supplier committed to: their SHA-256 is not the reservation's connection hash")]
    HashMismatch,
    /// Sealed to another key, altered, or no age file.
    #[error("it cannot be opened: it is sealed to another key, or it is altered or no age file")]
    CannotOpen,
    /// The age library failed.
    #[error("it cannot be sealed")]
    CannotSeal,
    /// Not the JSON of this format.
    #[error("not JSON of this format: wrong syntax, an unknown or repeated field, or a value of another type, near line {line}, column {column}")]
    Malformed {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// A later version of the format.
    #[error("version {0} of the access format is not supported; update this program")]
    UnsupportedVersion(u64),
    /// A kind of connection that this version does not have.
    #[error("this kind of connection is not supported: `kind` is neither ssh nor https; update this program")]
    UnsupportedKind,
    /// A field that is missing, or has a value that it cannot have.
    #[error("`{field}` {why}")]
    InvalidField {
        /// Its name in JSON.
        field: &'static str,
        /// What is wrong with it.
        why: &'static str,
    },
    /// The host key and its fingerprint differ.
    #[error("`host_key_fingerprint` is not the fingerprint of `host_key`")]
    HostKeyMismatch,
    /// Of another network.
    #[error("it is of another network: the genesis hash differs")]
    WrongNetwork,
    /// Of another reservation.
    #[error("it is of another reservation")]
    WrongReservation,
    /// Of another supplier.
    #[error("it is of another supplier")]
    WrongSupplier,
    /// An answer to another challenge.
    #[error("it answers another challenge: the nonce differs")]
    WrongNonce,
    /// Signed by somebody else.
    #[error(
        "it is signed by another wallet: a workload needs the renter's, a challenge an attestor's, a service key or an answer that \
         of the supplier's owner or operator"
    )]
    WrongSigner,
    /// The signature does not fit.
    #[error("the signature is not the signer's for this content")]
    BadSignature,
    /// Issued too long ago.
    #[error("it was issued more than {FRESH_FOR} seconds ago; sign it again")]
    Stale,
    /// Issued in the future.
    #[error("it was issued more than {CLOCK_SKEW} seconds in the future: a clock is wrong")]
    NotYetValid,
    /// Valid until a time that is over.
    #[error("it has expired")]
    Expired,
    /// Its sequence is not above the last one.
    #[error(
        "sequence {last} was already accepted for this reservation; sign it with a higher one"
    )]
    Replayed {
        /// The last sequence that was accepted.
        last: u64,
    },
}

impl Error {
    /// The name by which other programs know the error, the same in TypeScript and in answers over HTTP.
    pub fn name(&self) -> &'static str {
        match self {
            Self::NotAKey(_) => "NotAKey",
            Self::WeakKey => "WeakKey",
            Self::TooLarge { .. } => "TooLarge",
            Self::HashMismatch => "HashMismatch",
            Self::CannotOpen => "CannotOpen",
            Self::CannotSeal => "CannotSeal",
            Self::Malformed { .. } => "Malformed",
            Self::UnsupportedVersion(_) => "UnsupportedVersion",
            Self::UnsupportedKind => "UnsupportedKind",
            Self::InvalidField { .. } => "InvalidField",
            Self::HostKeyMismatch => "HostKeyMismatch",
            Self::WrongNetwork => "WrongNetwork",
            Self::WrongReservation => "WrongReservation",
            Self::WrongSupplier => "WrongSupplier",
            Self::WrongNonce => "WrongNonce",
            Self::WrongSigner => "WrongSigner",
            Self::BadSignature => "BadSignature",
            Self::Stale => "Stale",
            Self::NotYetValid => "NotYetValid",
            Self::Expired => "Expired",
            Self::Replayed { .. } => "Replayed",
        }
    }
}

/// A field that cannot have its value.
pub(crate) fn invalid(field: &'static str, why: &'static str) -> Error {
    Error::InvalidField { field, why }
}
