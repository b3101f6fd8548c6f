//! Council decisions on a reservation: downtime and disputes.

pub mod decide_dispute;
pub mod expire_dispute;
pub mod open_dispute;
pub mod report_outage;

#[allow(ambiguous_glob_reexports)] // each file has its `handler`, always called by path
pub use self::{decide_dispute::*, expire_dispute::*, open_dispute::*, report_outage::*};
