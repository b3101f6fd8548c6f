//! Accounts of the program and their transitions, apart from Anchor's contexts.
//!
//! [`Reservation`] holds the amounts of one rental; [`meter`] prices its time. [`usage`] has the transitions of the
//! usage account, which the emissions program reads too.

pub mod meter;
pub mod usage;

mod autopay;
mod change;
mod config;
mod currency;
mod offer;
mod payee;
mod rent;
mod reservation;

pub use autopay::{Autopay, AutopayArgs, Funds};
pub use change::{Change, Proposal};
pub use config::Config;
pub use currency::Currency;
pub use meter::{Segment, Segments, Terms};
pub use offer::{Interconnect, Offer, OfferArgs};
pub use payee::{Paid, Payee, Payees};
pub use rent::deposit;
pub use reservation::{
    Dispute, DisputeDecision, EndReason, Outage, OutageReport, Reservation, Served, Status,
};
