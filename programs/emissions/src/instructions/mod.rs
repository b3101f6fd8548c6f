//! One file a verb, in a folder by who sends it.

pub mod clock;
pub mod council;
pub mod governance;
mod payee;
pub mod reclaim_rent;
pub mod slashing;
pub mod staker;
pub mod supplier;
pub(crate) mod usage;

#[allow(ambiguous_glob_reexports)] // each file has its `handler`, always called by path
pub use self::{
    clock::*, council::*, governance::*, reclaim_rent::*, slashing::*, staker::*, supplier::*,
};
