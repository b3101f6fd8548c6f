//! What the API answers: a contract of its own, whatever the ledger and the store hold.
//!
//! Amounts are base units of their token, as decimal text; counts, slots and times are numbers.

mod address;
mod amount;
mod auction;
mod delegation;
mod event;
mod fees;
mod found;
mod leader;
mod ledger;
mod offer;
mod page;
mod price;
mod proposal;
mod reservation;
mod reward;
mod slash;
mod status;
mod supplier;
mod supply;

use serde::Serialize;

pub use self::{
    address::{Address, NoAddress},
    amount::Amount,
    auction::{Auction, AuctionState, Fill},
    delegation::{Delegation, UnstakeRequest},
    event::{Event, Place, UnknownPlace},
    fees::Fees,
    found::{Found, Role},
    leader::{Board, Leader, Leaders, Measure},
    ledger::{Ledger, LedgerKind, LedgerRow},
    offer::Offer,
    page::Page,
    price::{Price, PriceKind},
    proposal::{Proposal, ProposalState},
    reservation::{Autopay, Currency, DisputeState, EndReason, Reservation, ReservationState},
    reward::RewardDay,
    slash::{Series, Slash, SlashState},
    status::{Commitment, Program, ProgramStatus, Status},
    supplier::{Pool, ServiceRecord, Supplier},
    supply::{Burned, Hour, Supply},
};

/// A row of any kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
#[allow(missing_docs)] // the structs have theirs
pub enum Row {
    Auction(Auction),
    Delegation(Delegation),
    Fees(Fees),
    Fill(Fill),
    Hour(Hour),
    Offer(Offer),
    Price(Price),
    Proposal(Proposal),
    Reservation(Box<Reservation>),
    RewardDay(RewardDay),
    Slash(Slash),
    Supplier(Box<Supplier>),
    Supply(Supply),
}
