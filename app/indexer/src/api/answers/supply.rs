//! The supply of IO, and emissions.

use io_ledger::rows;
use serde::Serialize;
use utoipa::ToSchema;

use super::Amount;

/// The supply of IO, in IO base units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Supply {
    /// Minted before the launch.
    pub genesis: Amount,
    /// Emitted since, by the schedule.
    pub emitted: Amount,
    /// Burned.
    pub burned: Burned,
    /// Total supply: genesis plus emitted, less burned.
    pub total: Amount,
    /// Rewards claimed, including those compounded.
    pub claimed: Amount,
    /// Rewards emitted and not yet claimed.
    pub unclaimed: Amount,
    /// All stake, active and cooling.
    pub staked: Amount,
    /// Slot of the last change.
    pub slot: u64,
}

/// IO burned, in IO base units.
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

/// Emission up to an epoch hour, since the previous hour in this list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Hour {
    /// The epoch hour: unix time divided by 3,600.
    pub hour: u32,
    /// When the clock was advanced, in unix seconds.
    pub time: i64,
    /// Hours of the schedule emitted so far.
    pub schedule_hour: u32,
    /// Minted, in IO base units.
    pub minted: Amount,
    /// Minted so far, in IO base units.
    pub emitted: Amount,
    /// Slot of the event.
    pub slot: u64,
}

impl Supply {
    /// The answer for a row.
    pub fn new(it: &rows::Supply, slot: u64) -> Self {
        let minted = it.genesis.0.saturating_add(it.emitted.0);
        let burned = Amount::sum([it.fees_burned, it.bought, it.slashed]);
        Self {
            genesis: it.genesis.into(),
            emitted: it.emitted.into(),
            burned: Burned {
                fees: it.fees_burned.into(),
                bought: it.bought.into(),
                slashed: it.slashed.into(),
            },
            total: Amount(minted.saturating_sub(burned.0)),
            claimed: it.claimed.into(),
            unclaimed: Amount(it.emitted.0.saturating_sub(it.claimed.0)),
            staked: it.staked.into(),
            slot,
        }
    }
}

impl Hour {
    /// The answer for a row.
    pub fn new(it: &rows::Hour, slot: u64) -> Self {
        Self {
            hour: it.hour,
            time: it.at,
            schedule_hour: it.schedule_hour,
            minted: it.minted.into(),
            emitted: it.emitted.into(),
            slot,
        }
    }
}
