//! One file a verb. [`exit`] is what the ends have in common, [`ruling`] the ends of a dispute, [`agreed`] the acts of
//! the council.

pub mod agreed;
mod booking;
pub mod cancel;
pub mod close_offer;
pub mod collect;
pub mod create_offer;
pub mod decide_dispute;
pub mod decline;
pub mod edit_offer;
pub mod end;
pub mod exit;
pub mod expire_dispute;
pub mod extend;
pub mod finish;
pub mod governance;
pub mod leave;
pub mod open_book;
pub mod open_dispute;
pub mod pause_offer;
mod payment;
pub mod reclaim_rent;
pub mod report_outage;
pub mod reserve;
pub mod ruling;
pub mod settle;
pub mod start;
pub mod sweep_fees;
pub mod terminate;
pub mod terminate_by_supplier;

#[allow(ambiguous_glob_reexports)] // each file has its `handler`, always called by path
pub use self::{
    agreed::*, cancel::*, close_offer::*, collect::*, create_offer::*, decide_dispute::*,
    decline::*, edit_offer::*, end::*, exit::*, expire_dispute::*, extend::*, finish::*,
    governance::*, leave::*, open_book::*, open_dispute::*, reclaim_rent::*, report_outage::*,
    reserve::*, ruling::*, settle::*, start::*, sweep_fees::*, terminate::*,
    terminate_by_supplier::*,
};
