//! One file an instruction, in a folder by what it works on; `shared` holds what several have in common.

pub mod dispute;
pub mod governance;
pub mod offer;
pub mod reservation;
pub mod shared;

#[allow(ambiguous_glob_reexports)] // each file has its `handler`, always called by path
pub use self::{dispute::*, governance::*, offer::*, reservation::*, shared::*};
