//! The supply of IO, and what was emitted.

use serde::Serialize;
use utoipa::ToSchema;

use super::Amount;

/// The supply of IO, in IO base units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Supply {
    /// Minted before the launch.
    pub genesis: Amount,
    /// Minted since, by the schedule.
    pub emitted: Amount,
    /// Burned.
    pub burned: Burned,
    /// What exists: genesis and emitted, less burned.
    pub total: Amount,
    /// Rewards claimed or compounded.
    pub claimed: Amount,
    /// Rewards emitted and not yet claimed.
    pub unclaimed: Amount,
    /// Slot of the last change.
    pub slot: u64,
}

/// What was burned, in IO base units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Burned {
    /// Fees paid in IO.
    pub fees: Amount,
    /// Bought by auctions.
    pub bought: Amount,
    /// Stake taken by slashes.
    pub slashed: Amount,
}

/// What one advance of the emission clock minted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Hour {
    /// The epoch hour: unix time divided by 3,600.
    pub hour: u32,
    /// Hours of the schedule emitted so far.
    pub schedule_hour: u32,
    /// Minted, in IO base units.
    pub minted: Amount,
    /// Minted so far, in IO base units.
    pub emitted: Amount,
    /// Slot of the event.
    pub slot: u64,
}
