//! Accounts of the program and their transitions, apart from Anchor's contexts.
//!
//! [`Engine`] joins three parts, each with one rule: the slow [`Anchor`], the [`Bucket`] that limits
//! what is spent, and the [`Auction`] with its rising bid.

mod anchor;
mod auction;
mod bucket;
mod config;
mod engine;

pub use anchor::Anchor;
pub use auction::Auction;
pub use bucket::Bucket;
pub use config::Config;
pub use engine::{Engine, Fill, Opening};
