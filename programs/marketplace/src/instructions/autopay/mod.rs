//! Autopay: extensions from the payer's wallet, within what it allows.

pub mod close_autopay;
pub mod extend_by_autopay;
pub mod set_autopay;

#[allow(ambiguous_glob_reexports)] // each file has its `handler`, always called by path
pub use self::{close_autopay::*, extend_by_autopay::*, set_autopay::*};
