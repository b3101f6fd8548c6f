//! One file an instruction, in a folder by what it works on; `shared` holds what several have in common.

pub mod auction;
pub mod burn_fees;
pub mod governance;
pub mod shared;

#[allow(ambiguous_glob_reexports)] // each file has its `handler`, always called by path
pub use self::{auction::*, burn_fees::*, governance::*};
