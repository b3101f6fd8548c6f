//! The rows, a file for each kind. Amounts are in base units, times in unix seconds.

mod auction;
mod delegation;
mod engine;
mod fill;
mod hour;
mod offer;
mod price;
mod proposal;
mod reservation;
mod reward_day;
mod slash;
mod supplier;
mod supply;

pub use self::{
    auction::Auction,
    delegation::{Delegation, Held, Request, BACK, PLACES},
    engine::Engine,
    fill::Fill,
    hour::Hour,
    offer::Offer,
    price::{Price, Source},
    proposal::{Outcome, Program, Proposal},
    reservation::{EndReason, Reservation, State, Totals},
    reward_day::RewardDay,
    slash::{Slash, SlashState},
    supplier::{
        Attestation, Commission, OwnRequest, Rewards, Service, Slashes, Stake, Supplier, Usage,
        OWN_REQUESTS,
    },
    supply::Supply,
};
