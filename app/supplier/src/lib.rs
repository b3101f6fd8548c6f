//! The supplier's service: from a reservation on the chain to a shell for its renter, with nobody awake.
//!
//! - [`machine`] decides the next step of a reservation from the chain, the store and the clock. It is pure.
//! - [`maintenance`] decides which reservations end before a maintenance. It is pure too.
//! - [`Store`] keeps on disk how far each reservation has come. It is written before and after each step.
//! - [`Driver`]s prepare GPUs, look after them and take them back.
//! - [`Service`] joins them: it takes steps, round after round.
//! - [`http`] serves the access format of `io-access` to renters.
//!
//! The chain is behind [`Chain`]; nothing here signs or sends a transaction.

#![deny(missing_docs)]
#![cfg_attr(test, allow(clippy::arithmetic_side_effects))]

pub mod driver;
pub mod http;
pub mod machine;
pub mod maintenance;

mod chain;
mod details;
mod jobs;
mod key;
mod log;
mod metrics;
mod service;
mod store;

pub use chain::{Chain, Look, Trouble, View};
pub use driver::Driver;
pub use key::service_secret;
pub use log::{Level, Log};
pub use metrics::Metrics;
pub use service::{RoundError, Service, Settings};
pub use store::{Accepted, Row, Store, StoreError};
