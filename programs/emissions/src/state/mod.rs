//! Accounts of the program and their transitions, apart from Anchor's contexts.
//!
//! [`Ledger`] is the clock: hours, schedule, and the units of each pool. [`units`] and [`settlement`] are a
//! supplier's transitions against it. The supplier account itself is shared and in `io-common`.

mod change;
mod config;
mod delegation;
mod history;
mod ledger;
mod models;
mod redelegation;
mod rent;
mod share;
mod slash;
mod unstake_request;

pub mod commission;
pub mod limits;
pub mod own_stake;
pub mod settlement;
pub mod slashing;
pub mod units;
pub mod voter_weight;

pub use change::{Change, Proposal, MULTIPLIER};
pub use config::Config;
pub use delegation::{Applied, Delegation, Held, UNSTAKE_REQUEST_PLACES};
pub use history::{page_of, HistoryPage};
pub use ledger::{Advance, Ledger, PoolLedger};
pub use models::{Model, Models};
pub use redelegation::Redelegation;
pub use rent::deposit;
pub use share::Share;
pub use slash::{Slash, OWN_PLACES};
pub use unstake_request::UnstakeRequest;
pub use voter_weight::{MaxVoterWeightRecord, VoterWeightAction, VoterWeightRecord};
