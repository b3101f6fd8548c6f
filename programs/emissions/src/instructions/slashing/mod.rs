//! Slashes: proposal, withdrawal, execution, lapse, and how delegations follow them.

pub mod apply_slash;
pub mod execute_slash;
pub mod lapse_slash;
pub mod propose_breach_slash;
pub mod propose_slash;
pub mod withdraw_slash;

#[allow(ambiguous_glob_reexports)] // each file has its `handler`, always called by path
pub use self::{
    apply_slash::*, execute_slash::*, lapse_slash::*, propose_breach_slash::*, propose_slash::*,
    withdraw_slash::*,
};
