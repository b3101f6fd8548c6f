//! The rules of the protocol that can be checked from outside, from every account of the three programs.

mod rules;
mod snapshot;

pub use rules::{examine, Finding, Verdict};
pub use snapshot::{Rental, Snapshot, Vaults};
