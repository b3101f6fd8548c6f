//! The emission clock, and what it gives to whom.

pub mod advance;
pub mod create_history_page;
pub mod settle;

#[allow(ambiguous_glob_reexports)] // each file has its `handler`, always called by path
pub use self::{advance::*, create_history_page::*, settle::*};
