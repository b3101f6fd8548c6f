//! The API's answers: a contract that does not depend on the layout of ledger and store.
//!
//! Amounts are base units of their token, as decimal strings; counts, slots and times are numbers.

mod address;
mod amount;
mod auction;
mod day;
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
    day::{Day, NoDay},
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
    reservation::{Currency, EndReason, Reservation, ReservationState},
    reward::RewardDay,
    slash::{Series, Slash, SlashState},
    status::{Commitment, Program, ProgramStatus, Status},
    supplier::{ServiceRecord, Supplier},
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

impl Row {
    /// The answer for a row of the ledger that last changed in `slot`.
    pub fn new(row: &io_ledger::Row, slot: u64) -> Self {
        match row {
            io_ledger::Row::Auction(it) => Self::Auction(Auction::new(it, slot)),
            io_ledger::Row::Delegation(it) => Self::Delegation(Delegation::new(it, slot)),
            io_ledger::Row::Engine(it) => Self::Fees(Fees::new(it, slot)),
            io_ledger::Row::Fill(it) => Self::Fill(Fill::new(it, slot)),
            io_ledger::Row::Hour(it) => Self::Hour(Hour::new(it, slot)),
            io_ledger::Row::Offer(it) => Self::Offer(Offer::new(it, slot)),
            io_ledger::Row::Price(it) => Self::Price(Price::new(it, slot)),
            io_ledger::Row::Proposal(it) => Self::Proposal(Proposal::new(it, slot)),
            io_ledger::Row::Reservation(it) => {
                Self::Reservation(Box::new(Reservation::new(it, slot)))
            }
            io_ledger::Row::RewardDay(it) => Self::RewardDay(RewardDay::new(it)),
            io_ledger::Row::Slash(it) => Self::Slash(Slash::new(it, slot)),
            io_ledger::Row::Supplier(it) => Self::Supplier(Box::new(Supplier::new(it, slot))),
            io_ledger::Row::Supply(it) => Self::Supply(Supply::new(it, slot)),
        }
    }
}
