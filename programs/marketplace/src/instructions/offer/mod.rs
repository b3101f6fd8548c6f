//! Offers of a supplier.

pub mod close_offer;
pub mod create_offer;
pub mod edit_offer;
pub mod init_supplier_usage;
pub mod set_offer_paused;

#[allow(ambiguous_glob_reexports)] // each file has its `handler`, always called by path
pub use self::{close_offer::*, create_offer::*, edit_offer::*, init_supplier_usage::*};
