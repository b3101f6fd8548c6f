//! The auction engine and the fees that reach it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    value::{sum, Amount},
    Error,
};

/// Totals of the engine. IO in base units, USDC in micro-USD.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Engine {
    /// Fees received in IO.
    pub fees_io: Amount,
    /// Fees received in USDC.
    pub fees_usdc: Amount,
    /// Fees in IO burned.
    pub fees_burned: Amount,
    /// IO bought and burned.
    pub bought: Amount,
    /// USDC spent on IO.
    pub spent: Amount,
    /// IO paid to the council.
    pub council_io: Amount,
    /// USDC paid to the council.
    pub council_usdc: Amount,
    /// Auctions opened.
    pub opened: Amount,
    /// Auctions sold out.
    pub filled: Amount,
    /// Auctions that ended with USDC left.
    pub expired: Amount,
    /// Fills.
    pub fills: Amount,
    /// The slow anchor, in pico-USD per IO; none before an event names it.
    pub anchor: Option<Amount>,
}

impl Engine {
    /// IO that has left the fee vault.
    ///
    /// # Errors
    /// `Range`.
    pub fn io_out(&self) -> Result<u64, Error> {
        sum([self.fees_burned.0, self.council_io.0])
    }

    /// USDC that has left the fee vault.
    ///
    /// # Errors
    /// `Range`.
    pub fn usdc_out(&self) -> Result<u64, Error> {
        sum([self.spent.0, self.council_usdc.0])
    }
}
