//! Who runs the engine: its accounts, its roles, pause and parameters.

pub mod apply;
pub mod cancel;
pub mod govern;
pub mod initialize;
pub mod propose;

#[allow(ambiguous_glob_reexports)] // each file has its `handler`, always called by path
pub use self::{apply::*, cancel::*, govern::*, initialize::*, propose::*};
