//! The council's eyes. Each attestor probes the attested suppliers and the running reservations from its own machine, keeps the
//! evidence, and proposes or approves what follows from it.
//!
//! - [`probe`] asks a supplier's endpoint; [`http`] is how.
//! - [`judge`] concludes from the probes what is up and what is down, without a clock and without I/O.
//! - [`decision`] is what attestors approve; [`agree`] whether this one does; [`steps`] what to send now.
//! - [`view`] reads the chain; [`evidence`] writes what was seen to disk.

#![deny(missing_docs)]
#![cfg_attr(test, allow(clippy::arithmetic_side_effects))]

pub mod agree;
pub mod decision;
pub mod evidence;
pub mod http;
pub mod judge;
pub mod models;
pub mod needs;
pub mod probe;
pub mod round;
pub mod rules;
pub mod steps;
pub mod tracker;
pub mod view;
