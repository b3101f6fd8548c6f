//! Test networks: their participants and their setup. Every step is sent over [`io_client::Network`], so virtual
//! machines and clusters are set up alike.

#![deny(missing_docs)]

mod cast;
mod council;
mod staker;
mod supplier;

pub use cast::{Cast, Role};
pub use council::{attest, propose_slash};
pub use staker::delegate;
pub use supplier::{enter, pool_of, register};
