//! The emissions program.

mod attestation;
mod clock;
mod launch;
mod registration;
mod rewards;
mod stake;
