//! `io gov vote` and the other acts of a vote, with SPL Governance beside the suite.

mod executing;
mod setup;
mod submitting;
mod viewing;
mod voting;

pub use setup::{file, realm, rules, Council};
