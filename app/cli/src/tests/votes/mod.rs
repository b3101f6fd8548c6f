//! `io gov vote` and the other acts of a vote, with SPL Governance beside the suite.

mod drafts;
mod executing;
mod keeping;
mod options;
mod setup;
mod submitting;
mod together;
mod viewing;
mod voting;

pub use setup::{file, realm, rules, Council};
