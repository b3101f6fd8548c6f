//! The parameters that governance changes by proposals, in the units of the programs.

use anchor_lang::prelude::Pubkey;
use emissions::state::{Change as EmissionsChange, Config as EmissionsConfig};
use fee_burn::state::{Change as FeeBurnChange, Config as FeeBurnConfig};
use io_common::{
    governance::Roles,
    oracle::{OracleLimits, OraclePolicy},
    token::Mints,
};
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
    ($doc:literal, $name:ident, $change:ident, $config:ty, $of_new:expr, $($field:ident: $ty:ty),*; $($oracle:ident)?) => {
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

            /// The changes that set them, always in this order.
            pub(crate) fn changes(&self) -> Vec<$change> {
                let mut config = $of_new;
                $(config.$field = self.$field;)*
                #[allow(unused_mut)] // without prices
                let mut changes = $change::parameters_of(&config);
                $(
                    changes.push($change::Oracle(self.$oracle.limits()));
                    changes.push($change::Receivers(self.$oracle.receivers()));
                )?
                changes
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
            "Of emissions.", Emissions, EmissionsChange, EmissionsConfig, EmissionsConfig::new(Roles::new(NOBODY, NOBODY), NOBODY, 0),
            $($field: $ty),*;
        }
    };
}
emissions::each_emissions_parameter!(of_emissions);

macro_rules! of_marketplace {
    ($($field:ident: $ty:ty),*) => {
        of_program! {
            "Of the marketplace.", Marketplace, MarketplaceChange, MarketplaceConfig,
            MarketplaceConfig::new(Roles::new(NOBODY, NOBODY), Mints { io: NOBODY, usdc: NOBODY }, 0), $($field: $ty),*; oracle
        }
    };
}
marketplace::each_marketplace_parameter!(of_marketplace);

macro_rules! of_fee_burn {
    ($($field:ident: $ty:ty),*) => {
        of_program! {
            "Of fee-burn.", FeeBurn, FeeBurnChange, FeeBurnConfig, FeeBurnConfig::new(Roles::new(NOBODY, NOBODY), Mints { io: NOBODY, usdc: NOBODY }, 0),
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
            change.apply(&mut marketplace).unwrap();
        }
        assert_eq!(Marketplace::of(&marketplace), wanted.marketplace);
        let mut fee_burn: FeeBurnConfig = bytemuck::Zeroable::zeroed();
        for change in wanted.fee_burn.changes() {
            change.apply(&mut fee_burn).unwrap();
        }
        assert_eq!(FeeBurn::of(&fee_burn), wanted.fee_burn);
        // What a new configuration has beside them is not for proposals.
        let new = MarketplaceConfig::new(Roles::new(key, key), Mints { io: key, usdc: key }, 0);
        assert_eq!(new.oracle.feed_id, io_common::ids::pyth::IO_USD_FEED);
    }
}
