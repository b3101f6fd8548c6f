//! One file a verb; [`exit`] is what the ends have in common.

pub mod cancel;
pub mod close_offer;
pub mod collect;
pub mod create_offer;
pub mod decline;
pub mod edit_offer;
pub mod end;
pub mod exit;
pub mod finish;
pub mod initialize;
pub mod open_book;
pub mod pause_offer;
mod payment;
pub mod reserve;
pub mod settle;
pub mod start;
pub mod terminate;
pub mod terminate_by_supplier;

#[allow(ambiguous_glob_reexports)] // each file has its `handler`, always called by path
pub use self::{
    cancel::*, close_offer::*, collect::*, create_offer::*, decline::*, edit_offer::*, end::*,
    exit::*, finish::*, initialize::*, open_book::*, reserve::*, settle::*, start::*, terminate::*,
    terminate_by_supplier::*,
};
