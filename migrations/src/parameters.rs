//! The parameters that governance changes by proposals, in the units of the programs.

use anchor_lang::prelude::Pubkey;
use emissions::state::{Change as EmissionsChange, Config as EmissionsConfig};
use fee_burn::state::{Change as FeeBurnChange, Config as FeeBurnConfig};
use io_common::oracle::{OracleLimits, OraclePolicy};
use marketplace::state::{Change as MarketplaceChange, Config as MarketplaceConfig};
use serde::{Deserialize, Serialize};

use crate::address::Address;

/// Of the three programs. The default is what they start with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Of emissions.
    pub emissions: Emissions,
    /// Of the marketplace.
    pub marketplace: Marketplace,
    /// Of fee-burn.
    pub fee_burn: FeeBurn,
}

/// Of emissions; see its `Config`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)] // the names of the configuration
pub struct Emissions {
    pub min_eligible_units: u64,
    pub stake_per_unit: u64,
    pub unstake_cooldown: i64,
    pub community_cap_bps: u16,
    pub max_commission_bps: u16,
    pub max_slash_bps: u16,
    pub breach_slash_bps: u16,
    pub min_delegation: u64,
}

/// Of the marketplace; see its `Config`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Marketplace {
    pub base_fee_bps: u16,
    pub usdc_extra_fee_bps: u16,
    pub start_window: u32,
    pub hold_back: u32,
    pub forfeit: u32,
    pub grace: u32,
    pub max_hours: u32,
    pub min_downtime: u32,
    pub max_downtime_bps: u16,
    pub decision_time: u32,
    pub deposit_bps: u16,
    pub undecided_bps: u16,
    pub bounty: u64,
    pub oracle: Oracle,
}

/// Of fee-burn; see its `Config`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct FeeBurn {
    pub daily_max: u64,
    pub vault_days: u64,
    pub min_lot: u64,
    pub max_lot: u64,
    pub min_fill: u64,
    pub interval: u32,
    pub duration: u32,
    pub anchor_period: u32,
    pub anchor_daily_bps: u16,
    pub anchor_cap_bps: u16,
    pub min_factor_bps: u16,
    pub max_factor_bps: u16,
    pub bid_from_bps: i16,
    pub bid_to_bps: i16,
    pub oracle: Oracle,
}

/// Which prices a program accepts; see `OraclePolicy`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Oracle {
    pub min_price: u64,
    pub max_price: u64,
    pub max_age: u32,
    pub max_confidence_bps: u16,
    pub max_deviation_bps: u16,
    pub receivers: [Address; 2],
}

impl Parameters {
    /// Refuses what is outside the hard ranges of the programs.
    pub(crate) fn validate(&self) -> anyhow::Result<()> {
        for change in self.emissions.changes() {
            change.validate()?;
        }
        for change in self.marketplace.changes() {
            change.validate()?;
        }
        for change in self.fee_burn.changes() {
            change.validate()?;
        }
        Ok(())
    }
}

impl Emissions {
    /// Those of a configuration.
    pub fn of(config: &EmissionsConfig) -> Self {
        Self {
            min_eligible_units: config.min_eligible_units,
            stake_per_unit: config.stake_per_unit,
            unstake_cooldown: config.unstake_cooldown,
            community_cap_bps: config.community_cap_bps,
            max_commission_bps: config.max_commission_bps,
            max_slash_bps: config.max_slash_bps,
            breach_slash_bps: config.breach_slash_bps,
            min_delegation: config.min_delegation,
        }
    }

    /// The changes that set them, always in this order.
    pub(crate) fn changes(&self) -> Vec<EmissionsChange> {
        vec![
            EmissionsChange::MinEligibleUnits(self.min_eligible_units),
            EmissionsChange::StakePerUnit(self.stake_per_unit),
            EmissionsChange::UnstakeCooldown(self.unstake_cooldown),
            EmissionsChange::CommunityCap(self.community_cap_bps),
            EmissionsChange::MaxCommission(self.max_commission_bps),
            EmissionsChange::MaxSlash(self.max_slash_bps),
            EmissionsChange::BreachSlash(self.breach_slash_bps),
            EmissionsChange::MinDelegation(self.min_delegation),
        ]
    }
}

impl Default for Emissions {
    fn default() -> Self {
        let key = Pubkey::default();
        Self::of(&EmissionsConfig::new(key, key, key, 0))
    }
}

impl Marketplace {
    /// Those of a configuration.
    pub fn of(config: &MarketplaceConfig) -> Self {
        Self {
            base_fee_bps: config.base_fee_bps,
            usdc_extra_fee_bps: config.usdc_extra_fee_bps,
            start_window: config.start_window,
            hold_back: config.hold_back,
            forfeit: config.forfeit,
            grace: config.grace,
            max_hours: config.max_hours,
            min_downtime: config.min_downtime,
            max_downtime_bps: config.max_downtime_bps,
            decision_time: config.decision_time,
            deposit_bps: config.deposit_bps,
            undecided_bps: config.undecided_bps,
            bounty: config.bounty,
            oracle: Oracle::of(&config.oracle),
        }
    }

    /// The changes that set them, always in this order.
    pub(crate) fn changes(&self) -> Vec<MarketplaceChange> {
        vec![
            MarketplaceChange::Fees {
                base_bps: self.base_fee_bps,
                usdc_extra_bps: self.usdc_extra_fee_bps,
            },
            MarketplaceChange::Times {
                start_window: self.start_window,
                hold_back: self.hold_back,
                forfeit: self.forfeit,
                grace: self.grace,
            },
            MarketplaceChange::Hours(self.max_hours),
            MarketplaceChange::Downtime {
                seconds: self.min_downtime,
                bps: self.max_downtime_bps,
            },
            MarketplaceChange::Disputes {
                decision_time: self.decision_time,
                deposit_bps: self.deposit_bps,
                undecided_bps: self.undecided_bps,
            },
            MarketplaceChange::Bounty(self.bounty),
            MarketplaceChange::Oracle(self.oracle.limits()),
            MarketplaceChange::Receivers(self.oracle.receivers()),
        ]
    }
}

impl Default for Marketplace {
    fn default() -> Self {
        let key = Pubkey::default();
        Self::of(&MarketplaceConfig::new(key, key, key, key, 0))
    }
}

impl FeeBurn {
    /// Those of a configuration.
    pub fn of(config: &FeeBurnConfig) -> Self {
        Self {
            daily_max: config.daily_max,
            vault_days: config.vault_days,
            min_lot: config.min_lot,
            max_lot: config.max_lot,
            min_fill: config.min_fill,
            interval: config.interval,
            duration: config.duration,
            anchor_period: config.anchor_period,
            anchor_daily_bps: config.anchor_daily_bps,
            anchor_cap_bps: config.anchor_cap_bps,
            min_factor_bps: config.min_factor_bps,
            max_factor_bps: config.max_factor_bps,
            bid_from_bps: config.bid_from_bps,
            bid_to_bps: config.bid_to_bps,
            oracle: Oracle::of(&config.oracle),
        }
    }

    /// The changes that set them, always in this order.
    pub(crate) fn changes(&self) -> Vec<FeeBurnChange> {
        vec![
            FeeBurnChange::Spending {
                daily_max: self.daily_max,
                vault_days: self.vault_days,
            },
            FeeBurnChange::Lots {
                min_lot: self.min_lot,
                max_lot: self.max_lot,
                min_fill: self.min_fill,
            },
            FeeBurnChange::Timing {
                interval: self.interval,
                duration: self.duration,
            },
            FeeBurnChange::Anchor {
                period: self.anchor_period,
                daily_bps: self.anchor_daily_bps,
                cap_bps: self.anchor_cap_bps,
            },
            FeeBurnChange::Factor {
                min_bps: self.min_factor_bps,
                max_bps: self.max_factor_bps,
            },
            FeeBurnChange::Bid {
                from_bps: self.bid_from_bps,
                to_bps: self.bid_to_bps,
            },
            FeeBurnChange::Oracle(self.oracle.limits()),
            FeeBurnChange::Receivers(self.oracle.receivers()),
        ]
    }
}

impl Default for FeeBurn {
    fn default() -> Self {
        let key = Pubkey::default();
        Self::of(&FeeBurnConfig::new(key, key, key, key, 0))
    }
}

impl Oracle {
    fn of(policy: &OraclePolicy) -> Self {
        Self {
            min_price: policy.min_price,
            max_price: policy.max_price,
            max_age: policy.max_age,
            max_confidence_bps: policy.max_confidence_bps,
            max_deviation_bps: policy.max_deviation_bps,
            receivers: policy.receivers.map(Address),
        }
    }

    fn limits(&self) -> OracleLimits {
        OracleLimits {
            min_price: self.min_price,
            max_price: self.max_price,
            max_age: self.max_age,
            max_confidence_bps: self.max_confidence_bps,
            max_deviation_bps: self.max_deviation_bps,
        }
    }

    fn receivers(&self) -> [Pubkey; 2] {
        self.receivers.map(|receiver| receiver.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A change applied to other parameters gives these: no parameter is forgotten.
    #[test]
    fn the_changes_set_every_parameter() {
        let key = Pubkey::default();
        let wanted = Parameters::default();
        let mut emissions: EmissionsConfig = bytemuck::Zeroable::zeroed();
        let (mut models, mut council) =
            (bytemuck::Zeroable::zeroed(), bytemuck::Zeroable::zeroed());
        for change in wanted.emissions.changes() {
            change
                .apply(&mut emissions, &mut models, &mut council)
                .unwrap();
        }
        assert_eq!(Emissions::of(&emissions), wanted.emissions);
        let mut marketplace: MarketplaceConfig = bytemuck::Zeroable::zeroed();
        for change in wanted.marketplace.changes() {
            change.apply(&mut marketplace);
        }
        assert_eq!(Marketplace::of(&marketplace), wanted.marketplace);
        let mut fee_burn: FeeBurnConfig = bytemuck::Zeroable::zeroed();
        for change in wanted.fee_burn.changes() {
            change.apply(&mut fee_burn).unwrap();
        }
        assert_eq!(FeeBurn::of(&fee_burn), wanted.fee_burn);
        // What a new configuration has beside them is not for proposals.
        let new = MarketplaceConfig::new(key, key, key, key, 0);
        assert_eq!(new.oracle.feed_id, io_common::ids::pyth::IO_USD_FEED);
    }
}
