//! Networks on which the suite is only tried: who acts there, and how one is set up. Every step is sent over
//! [`io_client::Network`], so that machines of this process and clusters begin alike.

#![deny(missing_docs)]

mod cast;
mod council;
mod staker;
mod supplier;

pub use cast::{Cast, Role};
pub use council::{attest, propose_slash};
pub use staker::delegate;
pub use supplier::{enter, pool_of, register};
