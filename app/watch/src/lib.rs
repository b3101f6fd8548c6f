//! The council's eyes. Each attestor probes the attested suppliers and the running reservations from its own machine, keeps the
//! evidence, and proposes or approves what follows from it.
//!
//! - [`ask`] asks the endpoints, [`http`] is how and [`queue`] in which order; [`probe`] is what came of it.
//! - [`judge`] concludes from the probes what is up and what is down, without a clock and without I/O; [`claims`] which GPUs two
//!   suppliers show.
//! - [`decision`] is what attestors approve; [`agree`] whether this one does; [`steps`] what to send now.
//! - [`clock`] refuses a time that cannot be; [`view`] reads the chain, [`search`] the decisions of others; [`evidence`] writes what was seen to disk.

#![deny(missing_docs)]
#![cfg_attr(test, allow(clippy::arithmetic_side_effects))]

pub mod agree;
pub mod ask;
pub mod claims;
pub mod clock;
pub mod decision;
pub mod evidence;
pub mod http;
pub mod judge;
pub mod models;
pub mod needs;
pub mod probe;
pub mod queue;
pub mod round;
pub mod rules;
pub mod search;
pub mod steps;
pub mod tracker;
pub mod view;
