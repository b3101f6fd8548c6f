//! IO sold to the engine.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::value::{Address, Amount};

/// IO sold to the engine. It never changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Fill {
    /// Its number, from 1.
    pub number: Amount,
    /// Number of the auction.
    pub auction: Amount,
    /// When, in unix seconds.
    pub at: i64,
    /// The seller.
    pub filler: Address,
    /// USDC paid, in micro-USD.
    pub usdc: Amount,
    /// IO burned, in base units.
    pub io: Amount,
    /// The bid, in pico-USD per IO.
    pub bid: Amount,
}
