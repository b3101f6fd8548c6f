//! Code that the Rust clients of the suite share: addresses, instructions, accounts, and the [`Network`].
//!
//! The functions of [`emissions`], [`marketplace`] and [`fee_burn`] build one instruction each. Only `rpc` knows a
//! transport; it is behind the feature of that name, with its dependencies, as are `sending`, which concludes transactions, and
//! `confirmed`, which reads confirmed ones.

#![deny(missing_docs)]

pub mod actions;
pub mod audit;
pub mod base58;
pub mod changes;
#[cfg(feature = "rpc")]
pub mod confirmed;
pub mod emissions;
pub mod events;
pub mod features;
pub mod fee_burn;
pub mod io_stay;
pub mod jupiter;
pub mod keeper;
pub mod layout;
pub mod list_prices;
pub mod lock;
pub mod marketplace;
pub mod nonce;
pub mod overtaken;
pub mod pyth;
pub mod realm;
pub mod reasons;
#[cfg(feature = "rpc")]
pub mod redact;
pub mod rent;
pub mod reservation;
#[cfg(feature = "rpc")]
pub mod rpc;
#[cfg(feature = "rpc")]
pub mod sending;
pub mod slashes;
pub mod spl;
pub mod supply;
pub mod transaction;
pub mod treasury;
pub mod values;

mod build;
mod forward;
mod network;

pub use forward::Forward;
pub use network::{
    read, signers, Executed, Held, Match, Mention, Network, NotTaken, Preview, ReadError, Receipt,
    SendError, MAX_MENTIONS,
};
