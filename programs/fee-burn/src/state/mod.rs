//! Accounts of the program and their transitions, apart from Anchor's contexts.
//!
//! [`Engine`] joins six parts, each with one rule: the slow [`Anchor`], the [`Bucket`] that limits spending, the
//! [`Auction`] with its rising bid, the [`FlashFill`] that locks everything else, the [`Fees`] of each vault, divided
//! between burn and council, and the last [`Fills`].

mod anchor;
mod auction;
mod bucket;
mod change;
mod config;
mod engine;
mod fees;
mod fills;
mod flash;
mod rent;

pub use anchor::Anchor;
pub use auction::Auction;
pub use bucket::Bucket;
pub use change::{Change, Proposal};
pub use config::Config;
pub use engine::{daily_budget, Burn, Engine, Opening};
pub use fees::{Fees, Vault};
pub use fills::{Fill, Fills};
pub use flash::FlashFill;
pub use rent::deposit;
