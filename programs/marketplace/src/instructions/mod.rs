//! One file a verb. [`exit`] is what the ends have in common, [`ruling`] the ends of a dispute, [`agreed`] the acts of
//! the council.

pub mod agreed;
pub mod cancel;
pub mod close_offer;
pub mod close_reservation;
pub mod complete;
pub mod create_offer;
pub mod decide_dispute;
pub mod decline;
pub mod edit_offer;
pub mod exit;
pub mod expire_dispute;
pub mod extend;
pub mod governance;
pub mod init_supplier_usage;
pub mod open_dispute;
mod payment;
mod pricing;
pub mod reclaim_rent;
pub mod report_outage;
pub mod reserve;
pub mod ruling;
pub mod set_offer_paused;
pub mod settle_reservation;
pub mod start;
pub mod sweep_fees;
pub mod terminate;
pub mod terminate_by_supplier;
pub mod terminate_for_downtime;
pub mod withdraw_owed;

#[allow(ambiguous_glob_reexports)] // each file has its `handler`, always called by path
pub use self::{
    agreed::*, cancel::*, close_offer::*, close_reservation::*, complete::*, create_offer::*,
    decide_dispute::*, decline::*, edit_offer::*, exit::*, expire_dispute::*, extend::*,
    governance::*, init_supplier_usage::*, open_dispute::*, reclaim_rent::*, report_outage::*,
    reserve::*, ruling::*, settle_reservation::*, start::*, sweep_fees::*, terminate::*,
    terminate_by_supplier::*, terminate_for_downtime::*, withdraw_owed::*,
};
