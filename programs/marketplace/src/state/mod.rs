//! Accounts of the program and their transitions, apart from Anchor's contexts.
//!
//! [`Reservation`] holds the money of one rental; [`meter`] is its price of time. [`book`] is the
//! transitions of the record that the emissions program reads too.

pub mod book;
pub mod meter;

mod change;
mod config;
mod currency;
mod leg;
mod offer;
mod rent;
mod reservation;

pub use change::{Change, Proposal};
pub use config::Config;
pub use currency::Currency;
pub use leg::{Leg, Legs, Paid};
pub use meter::{Segment, Segments, Terms};
pub use offer::{Interconnect, Offer, OfferArgs};
pub use rent::deposit;
pub use reservation::{
    Decision, Dispute, EndReason, Outage, OutageReport, Reservation, Served, Status,
};
