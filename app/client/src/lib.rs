//! What every Rust client of the suite shares: addresses, instructions, accounts, and the [`Network`]
//! that they run on.
//!
//! The functions of [`emissions`], [`marketplace`] and [`fee_burn`] build one instruction each; nothing here
//! knows a transport.

#![deny(missing_docs)]

pub mod emissions;
pub mod events;
pub mod fee_burn;
pub mod keeper;
pub mod marketplace;
pub mod spl;

mod build;
mod network;

pub use network::{read, Network, Receipt, SendError};
