//! One file a verb.

pub mod burn;
pub mod expire;
pub mod fill;
pub mod initialize;
pub mod open;

#[allow(ambiguous_glob_reexports)] // each file has its `handler`, always called by path
pub use self::{burn::*, expire::*, fill::*, initialize::*, open::*};
