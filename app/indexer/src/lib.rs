//! Every event of the suite in a database, rows folded from them that mirror the accounts, and an API for both.

#![deny(missing_docs)]
#![cfg_attr(test, allow(clippy::arithmetic_side_effects))]

pub mod api;
pub mod events;
pub mod fields;
pub mod follow;
pub mod source;
pub mod store;
pub mod tip;

pub use io_ledger as ledger;
