//! Rewards of a wallet by day.

use io_ledger::rows;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Amount, Day};

/// Rewards of a wallet on one day, over all its suppliers and delegations. Amounts are in IO base units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RewardDay {
    /// The day, in UTC.
    #[schema(value_type = String, format = Date, example = "2026-11-30")]
    pub day: Day,
    /// Rewards counted: an owner's at each settlement, a staker's at each event of its delegation.
    pub earned: Amount,
    /// Paid to the wallet.
    pub claimed: Amount,
    /// Compounded.
    pub compounded: Amount,
}

impl RewardDay {
    /// The answer for a row.
    pub fn new(it: &rows::RewardDay) -> Self {
        Self {
            day: Day(it.day),
            earned: it.earned.into(),
            claimed: it.claimed.into(),
            compounded: it.compounded.into(),
        }
    }
}
