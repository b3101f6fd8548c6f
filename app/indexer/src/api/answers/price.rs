//! Prices of IO recorded by events.

use io_ledger::rows;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Amount;

/// A price of IO recorded by an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Price {
    /// Time of the event, in unix seconds.
    pub time: i64,
    /// Kind of price.
    pub kind: PriceKind,
    /// Pico-USD per IO.
    pub price: Amount,
    /// The slow anchor of auctions, in pico-USD per IO; null for a bid.
    pub anchor: Option<Amount>,
    /// Slot of the event.
    pub slot: u64,
}

/// Kind of price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum PriceKind {
    /// Base price of an auction's bid: the lowest of spot price, average price and the anchor's cap.
    Reference,
    /// The oracle's average price, which the anchor follows.
    Average,
    /// The bid at which an auction was filled.
    Bid,
}

impl Price {
    /// The answer for a row.
    pub fn new(it: &rows::Price, slot: u64) -> Self {
        Self {
            time: it.at,
            kind: match it.source {
                rows::Source::Reference => PriceKind::Reference,
                rows::Source::Average => PriceKind::Average,
                rows::Source::Bid => PriceKind::Bid,
            },
            price: it.pico_usd.into(),
            anchor: it.anchor.map(Into::into),
            slot,
        }
    }
}
