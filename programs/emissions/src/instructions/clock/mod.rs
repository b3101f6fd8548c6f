//! The emission clock and the settlement of suppliers.

pub mod advance_clock;
pub mod create_history_page;
pub mod settle_supplier;

#[allow(ambiguous_glob_reexports)] // each file has its `handler`, always called by path
pub use self::{advance_clock::*, create_history_page::*, settle_supplier::*};
