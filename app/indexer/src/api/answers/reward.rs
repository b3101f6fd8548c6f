//! Rewards of a wallet by day.

use serde::Serialize;
use utoipa::ToSchema;

use super::Amount;

/// The rewards of a wallet on one day, over all its suppliers and delegations. Amounts are in IO base units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RewardDay {
    /// The day, in UTC.
    #[schema(format = Date, example = "2026-11-30")]
    pub day: String,
    /// Settled for it on that day.
    pub earned: Amount,
    /// Paid to it.
    pub claimed: Amount,
    /// Delegated again.
    pub compounded: Amount,
}
