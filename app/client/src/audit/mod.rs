//! Checks of the protocol's rules from the accounts of the three programs.

mod locks;
mod realm;
mod rules;
mod snapshot;

pub use locks::locks;
pub use realm::Governing;
pub use rules::{examine, followed, Finding, Verdict};
pub use snapshot::{Rental, Snapshot, Vaults};
