//! Totals of fees.

use io_ledger::rows;
use serde::Serialize;
use utoipa::ToSchema;

use super::Amount;

/// Totals of the fee-burn program since launch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Fees {
    /// Fees received in IO, in IO base units.
    pub fees_io: Amount,
    /// Fees received in USDC, in micro-USD.
    pub fees_usdc: Amount,
    /// Fees paid in IO and burned, in IO base units.
    pub fees_burned: Amount,
    /// IO bought by auctions and burned, in IO base units.
    pub bought: Amount,
    /// USDC paid out by auctions, in micro-USD.
    pub spent: Amount,
    /// Auctions opened.
    pub opened: u64,
    /// Auctions sold out.
    pub filled: u64,
    /// Auctions that ended with USDC left.
    pub expired: u64,
    /// Fills.
    pub fills: u64,
    /// IO paid to the council's treasury, in IO base units.
    pub council_io: Amount,
    /// USDC paid to the council's treasury, in micro-USD.
    pub council_usdc: Amount,
    /// The slow anchor, in pico-USD per IO; null before the first auction.
    pub anchor: Option<Amount>,
    /// Slot of the last change.
    pub slot: u64,
}

impl Fees {
    /// The answer for a row.
    pub fn new(it: &rows::Engine, slot: u64) -> Self {
        Self {
            fees_io: it.fees_io.into(),
            fees_usdc: it.fees_usdc.into(),
            fees_burned: it.fees_burned.into(),
            bought: it.bought.into(),
            spent: it.spent.into(),
            opened: it.opened.0,
            filled: it.filled.0,
            expired: it.expired.0,
            fills: it.fills.0,
            council_io: it.council_io.into(),
            council_usdc: it.council_usdc.into(),
            anchor: it.anchor.map(Into::into),
            slot,
        }
    }
}
