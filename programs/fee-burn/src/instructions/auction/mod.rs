//! The auction of USDC for IO, and the anchor that caps the bid.

pub mod expire_auction;
pub mod fill_auction;
pub mod flash_fill_begin;
pub mod flash_fill_end;
pub mod open_auction;
pub mod update_anchor;

#[allow(ambiguous_glob_reexports)] // each file has its `handler`, always called by path
pub use self::{
    expire_auction::*, fill_auction::*, flash_fill_begin::*, flash_fill_end::*, open_auction::*,
    update_anchor::*,
};
