//! Accounts of the program and their transitions, apart from Anchor's contexts.
//!
//! [`Ledger`] is the clock: hours, schedule, the units of each pool. [`units`] and [`settlement`] are the
//! transitions of a supplier against it; the account itself is shared and lives in `io-common`.

mod config;
mod delegation;
mod history;
mod ledger;
mod models;
mod redelegation;
mod ticket;

pub mod commission;
pub mod settlement;
pub mod units;

pub use config::Config;
pub use delegation::Delegation;
pub use history::{page_of, HistoryPage};
pub use ledger::{Advance, Ledger, PoolLedger};
pub use models::{Model, Models};
pub use redelegation::Redelegation;
pub use ticket::{Ticket, TicketKind};
