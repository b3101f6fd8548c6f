//! The emissions program: the hourly rewards of suppliers and of the stakers who delegate to them.
//!
//! So far its accounts and their transitions, apart from Anchor's contexts; instructions come next.

#![deny(missing_docs)]
#![cfg_attr(test, allow(clippy::arithmetic_side_effects, clippy::integer_division))]

pub mod constants;
pub mod error;
pub mod events;
pub mod state;

pub use io_common::ids::emissions::*;
