//! The access format: how the renter of a paid reservation gets to a shell. `docs/spec/access.md` specifies it.
//!
//! - [`Details`]: how to connect, sealed by the supplier to the reservation's `connection_key`; the reservation's
//!   `connection_hash` is the [`hash`] of the sealed bytes.
//! - [`Workload`]: the renter's SSH keys and image, sealed to the supplier's [`ServiceKey`] and sent in a
//!   [`WorkloadRequest`] that the renter's wallet signs.
//! - [`Challenge`]: an attestor asks a supplier which GPUs it has, and gets an [`Answer`]; `docs/spec/challenge.md`
//!   specifies both.
//!
//! Nothing here opens a connection, reads a file or asks for the time. Sealing takes random bytes from the operating
//! system.

#![deny(missing_docs)]

pub mod http;
pub mod limits;

mod addresses;
mod challenge;
mod details;
mod error;
mod json;
mod key;
mod request;
mod sealed;
mod service;
mod ssh;
mod statement;
mod text;
mod workload;

pub use addresses::is_public;
pub use challenge::{
    Answer, AnswerTerms, Challenge, ChallengeTerms, Gpu, Maintenance, SignedLine, Source,
    UnsignedAnswer, UnsignedChallenge,
};
pub use details::{Access, Details, Ssh};
pub use error::{Error, Result};
pub use key::{PublicKey, Secret};
pub use request::{RequestTerms, UnsignedRequest, WorkloadRequest};
pub use sealed::hash;
pub use service::{ServiceKey, ServiceTerms, UnsignedServiceKey};
pub use ssh::SshKey;
pub use statement::{Statement, APPLICATION_DOMAIN};
pub use workload::Workload;
