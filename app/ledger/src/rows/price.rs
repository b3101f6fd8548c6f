//! Prices of IO that the engine has used.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::value::Amount;

/// A price of IO that the engine has used. It never changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Price {
    /// When, in unix seconds.
    pub at: i64,
    /// What the price is.
    pub source: Source,
    /// Pico-USD for one IO.
    pub pico_usd: Amount,
    /// The slow anchor, in pico-USD for one IO; none for a bid.
    pub anchor: Option<Amount>,
}

/// What a price is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Base of the bid at the opening of an auction: the lowest of spot price, average and the cap of the anchor.
    Reference,
    /// The average that the anchor follows.
    Average,
    /// The bid at which IO was sold.
    Bid,
}
