//! The emissions program.

mod approval;
mod attestation;
mod clock;
mod governance;
mod launch;
mod limits;
mod redelegation;
mod registration;
mod rewards;
mod slashing;
mod stake;
mod staked;
mod votes;
