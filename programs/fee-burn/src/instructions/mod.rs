//! One file for each instruction, in a folder for its group. `shared` holds code that several instructions use.

pub mod auction;
pub mod burn_fees;
pub mod governance;
pub mod pay_council;
pub mod shared;

#[allow(ambiguous_glob_reexports)] // each file has its `handler`, always called by path
pub use self::{auction::*, burn_fees::*, governance::*, pay_council::*};
