//! One file an instruction, in a folder by who sends it or what it works on; `shared` holds what several have in common.

pub mod clock;
pub mod council;
pub mod governance;
pub mod shared;
pub mod slashing;
pub mod staker;
pub mod supplier;

#[allow(ambiguous_glob_reexports)] // each file has its `handler`, always called by path
pub use self::{
    clock::*, council::*, governance::*, shared::*, slashing::*, staker::*, supplier::*,
};
