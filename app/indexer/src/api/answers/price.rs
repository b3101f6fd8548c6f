//! Prices of IO, as events recorded them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Amount;

/// A price of IO that an event recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Price {
    /// Place of the event.
    #[schema(value_type = String)]
    pub id: super::Place,
    /// When, in unix seconds.
    pub time: i64,
    /// Which price it is.
    pub kind: PriceKind,
    /// Pico-USD for one IO.
    pub price: Amount,
    /// Slot of the event.
    pub slot: u64,
}

/// Which price of IO an event recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum PriceKind {
    /// The base of an auction's bid.
    Reference,
    /// The slow anchor of auctions.
    Anchor,
    /// The oracle's average, which the anchor follows.
    Average,
    /// What a fill was paid at.
    Bid,
}
