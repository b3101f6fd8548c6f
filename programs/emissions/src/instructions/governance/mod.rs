//! Who runs the network: its accounts, its launch, its council, its GPU models.

pub mod initialize;
pub mod launch;
pub mod set_council;
pub mod set_model;

#[allow(ambiguous_glob_reexports)] // each file has its `handler`, always called by path
pub use self::{initialize::*, launch::*, set_council::*, set_model::*};
