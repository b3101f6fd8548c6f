//! The emissions program.

mod approval;
mod attestation;
mod clock;
mod launch;
mod redelegation;
mod registration;
mod rewards;
mod slashing;
mod stake;
