//! Auctions of fees in USDC, and who filled them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Address, Amount};

/// An auction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Auction {
    /// Its number: that of the first is 1.
    pub number: u64,
    /// Whether it can be filled.
    pub state: AuctionState,
    /// USDC of the lot, in micro-USD.
    pub lot: Amount,
    /// USDC left of the lot, in micro-USD.
    pub left: Amount,
    /// Base of the bid, in pico-USD for one IO.
    pub reference: Amount,
    /// The slow anchor at the opening, in pico-USD for one IO.
    pub anchor: Amount,
    /// When it opened, in unix seconds.
    pub opened_at: i64,
    /// Until when it can be filled, in unix seconds.
    pub ends_at: i64,
    /// Slot of its last change.
    pub slot: u64,
}

/// State of an auction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum AuctionState {
    /// USDC is left, and no one has expired it. It may be over.
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
    /// Place of its event.
    #[schema(value_type = String)]
    pub id: super::Place,
    /// Number of the auction.
    pub auction: u64,
    /// Seller of the IO.
    pub filler: Address,
    /// USDC paid, in micro-USD.
    pub usdc: Amount,
    /// IO burned, in IO base units.
    pub io: Amount,
    /// The bid, in pico-USD for one IO.
    pub bid: Amount,
    /// When, in unix seconds.
    pub time: i64,
    /// Signature of the transaction.
    pub signature: String,
    /// Its slot.
    pub slot: u64,
}
