//! Fixtures of the tests: a network with the suite on it, its people, its clock and its oracle.
//!
//! A test reads like a story: a [`World`] is made, somebody does something, the clock moves, somebody is
//! refused with a named error. Everything runs in solana-program-test; `SBF_OUT_DIR` makes it run the
//! sBPF files (see `io_vm::programs`).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![allow(clippy::arithmetic_side_effects, clippy::integer_division)]

use std::path::PathBuf;

mod autopay;
mod cast;
pub mod catalogue;
mod chain;
pub mod exchange;
pub mod floor;
pub mod idl;
pub mod lock_stand_in;
mod observed;
mod people;
mod refusal;
mod rental;
pub mod report;
mod service;
mod snapshot;
pub mod spl_governance;
mod supply;
pub mod units;
pub mod wire;
mod world;

pub use autopay::autopay_args;
pub use cast::{Cast, PEOPLE};
pub use chain::Chain;
pub use people::key;
pub use refusal::{Outcome, Refused};
pub use rental::{offer_args, Rental, Terms};
pub use snapshot::Snapshot;
pub use supply::{Supply, H100, OWN_STAKE};
pub use wire::Wire;
pub use world::{World, START};

/// The root of the repository that the tests run from. Asked for when they run: a target folder that several
/// clones share may hold a build of another one.
pub fn root() -> PathBuf {
    PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("run by cargo")).join("..")
}
