//! One file for each instruction, in a folder for its group. `shared` holds code that several instructions use.

pub mod clock;
pub mod council;
pub mod governance;
pub mod shared;
pub mod slashing;
pub mod staker;
pub mod supplier;
pub mod votes;

#[allow(ambiguous_glob_reexports)] // each file has its `handler`, always called by path
pub use self::{
    clock::*, council::*, governance::*, shared::*, slashing::*, staker::*, supplier::*, votes::*,
};
