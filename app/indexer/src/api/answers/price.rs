//! Prices of IO, as events recorded them.

use io_ledger::rows;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Amount;

/// A price of IO that an event recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Price {
    /// When, in unix seconds.
    pub time: i64,
    /// Which price it is.
    pub kind: PriceKind,
    /// Pico-USD for one IO.
    pub price: Amount,
    /// The slow anchor of auctions, in pico-USD for one IO; none for a bid.
    pub anchor: Option<Amount>,
    /// Slot of the event.
    pub slot: u64,
}

/// Which price of IO an event recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum PriceKind {
    /// The base of an auction's bid: the lowest of spot price, average and the cap of the anchor.
    Reference,
    /// The oracle's average, which the anchor follows.
    Average,
    /// What a fill was paid at.
    Bid,
}

impl Price {
    /// The answer of a row.
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
