//! Attestations and approvals of the council.

pub mod approve;
pub mod attest;
pub mod attest_approved;
pub mod close_approval;
pub mod open_approval;

#[allow(ambiguous_glob_reexports)] // each file has its `handler`, always called by path
pub use self::{approve::*, attest::*, attest_approved::*, close_approval::*, open_approval::*};
