//! An auction.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::value::Amount;

/// An auction of USDC for IO.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Auction {
    /// Its number, from 1.
    pub number: Amount,
    /// When it was opened, in unix seconds.
    pub opened_at: i64,
    /// Until when it can be filled, in unix seconds.
    pub ends_at: i64,
    /// USDC of the lot, in micro-USD.
    pub lot: Amount,
    /// USDC left of the lot, in micro-USD.
    pub left: Amount,
    /// USDC that went back to the budget, in micro-USD.
    pub returned: Amount,
    /// Base of the bid, in pico-USD per IO.
    pub reference: Amount,
    /// The slow anchor, in pico-USD per IO.
    pub anchor: Amount,
    /// Factor of the budget, in bps.
    pub factor_bps: Amount,
}
