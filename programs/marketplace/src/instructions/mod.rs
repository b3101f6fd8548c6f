//! One file for each instruction, in a folder for its group. `shared` holds code that several instructions use.

pub mod autopay;
pub mod dispute;
pub mod governance;
pub mod offer;
pub mod reservation;
pub mod shared;

#[allow(ambiguous_glob_reexports)] // each file has its `handler`, always called by path
pub use self::{autopay::*, dispute::*, governance::*, offer::*, reservation::*, shared::*};
