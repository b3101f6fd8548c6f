//! What became of the fees.

use serde::Serialize;
use utoipa::ToSchema;

use super::Amount;

/// Totals of the fee-burn program since it was set up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Fees {
    /// Fees paid in IO and burned, in IO base units.
    pub fees_burned: Amount,
    /// IO bought by auctions and burned, in IO base units.
    pub bought: Amount,
    /// USDC spent on it, in micro-USD.
    pub spent: Amount,
    /// Auctions opened.
    pub opened: u64,
    /// Auctions that were sold out.
    pub filled: u64,
    /// Auctions that ended with USDC left.
    pub expired: u64,
    /// IO paid to the council's treasury, in IO base units.
    pub council_io: Amount,
    /// USDC paid to the council's treasury, in micro-USD.
    pub council_usdc: Amount,
    /// The slow anchor, in pico-USD for one IO; none before the first auction.
    pub anchor: Option<Amount>,
    /// Slot of the last change.
    pub slot: u64,
}
