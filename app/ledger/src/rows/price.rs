//! Prices of IO used by the engine.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::value::Amount;

/// A price of IO used by the engine. It never changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Price {
    /// When, in unix seconds.
    pub at: i64,
    /// Kind of price.
    pub source: Source,
    /// Pico-USD per IO.
    pub pico_usd: Amount,
    /// The slow anchor, in pico-USD per IO; none for a bid.
    pub anchor: Option<Amount>,
}

/// Kind of price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Base price of the bid at the opening of an auction: the lowest of spot price, average price and the anchor's cap.
    Reference,
    /// The average price that the anchor follows.
    Average,
    /// The bid at which IO was sold.
    Bid,
}
