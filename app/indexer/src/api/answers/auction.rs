//! Auctions of USDC fees, and their fills.

use io_ledger::rows;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Address, Amount};

/// An auction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Auction {
    /// Its number, from 1.
    pub number: u64,
    /// Whether it can be filled.
    pub state: AuctionState,
    /// USDC of the lot, in micro-USD.
    pub lot: Amount,
    /// USDC left of the lot, in micro-USD.
    pub left: Amount,
    /// USDC returned to the budget, in micro-USD.
    pub returned: Amount,
    /// Base price of the bid, in pico-USD per IO.
    pub reference: Amount,
    /// The slow anchor at the opening, in pico-USD per IO.
    pub anchor: Amount,
    /// When it opened, in unix seconds.
    pub opened_at: i64,
    /// When it ends, in unix seconds.
    pub ends_at: i64,
    /// Slot of its last change.
    pub slot: u64,
}

/// State of an auction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum AuctionState {
    /// USDC is left and the auction was not expired. Its end may have passed.
    Open,
    /// Sold out.
    Filled,
    /// Ended with USDC left.
    Expired,
}

/// A purchase of part of a lot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Fill {
    /// Its number, from 1.
    pub number: u64,
    /// Number of the auction.
    pub auction: u64,
    /// Seller of the IO.
    pub filler: Address,
    /// USDC paid, in micro-USD.
    pub usdc: Amount,
    /// IO burned, in IO base units.
    pub io: Amount,
    /// The bid, in pico-USD per IO.
    pub bid: Amount,
    /// When, in unix seconds.
    pub time: i64,
    /// Slot of its event.
    pub slot: u64,
}

impl Auction {
    /// The answer for a row.
    pub fn new(it: &rows::Auction, slot: u64) -> Self {
        Self {
            number: it.number.0,
            state: match (it.left.0, it.returned.0) {
                (0, 0) => AuctionState::Filled,
                (0, _) => AuctionState::Expired,
                _ => AuctionState::Open,
            },
            lot: it.lot.into(),
            left: it.left.into(),
            returned: it.returned.into(),
            reference: it.reference.into(),
            anchor: it.anchor.into(),
            opened_at: it.opened_at,
            ends_at: it.ends_at,
            slot,
        }
    }
}

impl Fill {
    /// The answer for a row.
    pub fn new(it: &rows::Fill, slot: u64) -> Self {
        Self {
            number: it.number.0,
            auction: it.auction.0,
            filler: it.filler.into(),
            usdc: it.usdc.into(),
            io: it.io.into(),
            bid: it.bid.into(),
            time: it.at,
            slot,
        }
    }
}
