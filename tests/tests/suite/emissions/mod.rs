//! The emissions program.

mod attestation;
mod clock;
mod launch;
mod redelegation;
mod registration;
mod rewards;
mod stake;
