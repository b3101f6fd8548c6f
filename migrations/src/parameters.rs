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

/// The parameters of a program by its table, and those of its prices, if it reads any.
macro_rules! of_program {
    ($doc:literal, $name:ident, $config:ty, $of_new:expr, $($field:ident: $ty:ty),*; $($oracle:ident)?) => {
        #[doc = $doc]
        #[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
        #[serde(deny_unknown_fields)]
        #[allow(missing_docs)] // the names of the configuration
        pub struct $name {
            $(pub $field: $ty,)*
            $(pub $oracle: Oracle,)?
        }

        impl $name {
            /// Those of a configuration.
            pub fn of(config: &$config) -> Self {
                Self {
                    $($field: config.$field,)*
                    $($oracle: Oracle::of(&config.$oracle),)?
                }
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::of(&$of_new)
            }
        }
    };
}

/// The key of a configuration that is asked for its parameters only.
const NOBODY: Pubkey = Pubkey::new_from_array([0; 32]);

macro_rules! of_emissions {
    ($($field:ident: $ty:ty),*) => {
        of_program! {
            "Of emissions.", Emissions, EmissionsConfig, EmissionsConfig::new(NOBODY, NOBODY, NOBODY, 0),
            $($field: $ty),*;
        }
    };
}
emissions::each_emissions_parameter!(of_emissions);

macro_rules! of_marketplace {
    ($($field:ident: $ty:ty),*) => {
        of_program! {
            "Of the marketplace.", Marketplace, MarketplaceConfig,
            MarketplaceConfig::new(NOBODY, NOBODY, NOBODY, NOBODY, 0), $($field: $ty),*; oracle
        }
    };
}
marketplace::each_marketplace_parameter!(of_marketplace);

macro_rules! of_fee_burn {
    ($($field:ident: $ty:ty),*) => {
        of_program! {
            "Of fee-burn.", FeeBurn, FeeBurnConfig, FeeBurnConfig::new(NOBODY, NOBODY, NOBODY, NOBODY, 0),
            $($field: $ty),*; oracle
        }
    };
}
fee_burn::each_fee_burn_parameter!(of_fee_burn);

macro_rules! of_oracle {
    ($($field:ident: $ty:ty),*) => {
        /// Which prices a program accepts.
        #[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
        #[serde(deny_unknown_fields)]
        #[allow(missing_docs)]
        pub struct Oracle {
            $(pub $field: $ty,)*
            pub receivers: [Address; 2],
        }

        impl Oracle {
            fn of(policy: &OraclePolicy) -> Self {
                Self {
                    $($field: policy.$field,)*
                    receivers: policy.receivers.map(Address),
                }
            }

            fn limits(&self) -> OracleLimits {
                OracleLimits { $($field: self.$field),* }
            }
        }
    };
}
io_common::each_oracle_parameter!(of_oracle);

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

impl Marketplace {
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

impl FeeBurn {
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

impl Oracle {
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
