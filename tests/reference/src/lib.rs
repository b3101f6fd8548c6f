//! What the emissions program must do, written a second time to compare with it.
//!
//! The model has no accumulators and no laziness: it walks every hour, gives every staker of every supplier its part of
//! that hour, and at the opening of a slash holds of every one of them its part of that. It knows nothing of Solana and
//! shares no code with the suite. Read it as the specification:
//!
//! | module | what it says |
//! |---|---|
//! | [`rules`] | the numbers of the protocol |
//! | [`schedule`] | how much each hour emits |
//! | [`attestation`] | which units count |
//! | [`stake`] | who has what behind a supplier |
//! | [`slash`] | who bears a slash, and what it holds until its end |
//! | [`supplier`], [`rewards`] | who gets what of an hour |
//! | [`action`], [`predict`], [`carry_out`] | what people can do, whether it is refused, what it changes |
//! | [`network`] | the clock, and everything together |
//!
//! The protocol pays, holds and divides whole base units. How it rounds is not modelled: the model computes exact
//! amounts, is given what was paid, held or left to a staker, and continues with that. So no amount ever differs by
//! more than the rounding since then.

#![deny(missing_docs)]
#![allow(clippy::arithmetic_side_effects, clippy::integer_division)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod action;
pub mod amount;
pub mod attestation;
pub mod carry_out;
pub mod network;
pub mod predict;
pub mod rewards;
pub mod rules;
pub mod schedule;
pub mod slash;
pub mod stake;
pub mod supplier;

pub use action::{Action, Change, Refusal};
pub use amount::Amount;
pub use attestation::{Attestation, Pool};
pub use network::Network;
pub use schedule::Schedule;
pub use supplier::{Person, Supplier};
