//! Checks of the protocol's rules from the accounts of the three programs.

mod rules;
mod snapshot;

pub use rules::{examine, followed, Finding, Verdict};
pub use snapshot::{Rental, Snapshot, Vaults};
