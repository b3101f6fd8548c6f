//! Reservations, from `reserve` to the closing of the escrow.

pub mod announce_end;
pub mod cancel;
pub mod close_reservation;
pub mod complete;
pub mod decline;
pub mod extend;
pub mod reserve;
pub mod settle_reservation;
pub mod start;
pub mod sweep_fees;
pub mod terminate;
pub mod terminate_by_supplier;
pub mod terminate_for_downtime;
pub mod withdraw_owed;

#[allow(ambiguous_glob_reexports)] // each file has its `handler`, always called by path
pub use self::{
    announce_end::*, cancel::*, close_reservation::*, complete::*, decline::*, extend::*,
    reserve::*, settle_reservation::*, start::*, sweep_fees::*, terminate::*,
    terminate_by_supplier::*, terminate_for_downtime::*, withdraw_owed::*,
};
