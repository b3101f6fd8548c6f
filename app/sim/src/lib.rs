//! The suite, played through: the demo, the auctions of the fee burn, and rehearsals of deployments.
//!
//! Everything runs in an embedded machine of `io-vm`; nothing here opens a connection. The binary is `io-sim`; tests of the
//! command line take [`demo::economy`] for a network with people on it.

#![deny(missing_docs)]
#![cfg_attr(test, allow(clippy::arithmetic_side_effects))]
// They panic on a stream that is closed: `io_output` has what does not.
#![deny(clippy::print_stdout, clippy::print_stderr)]

pub mod demo;
pub mod rehearse;
pub mod simulate_burn;
