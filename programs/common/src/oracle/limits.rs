//! What governance may demand of a price.

use anchor_lang::prelude::*;

use super::{price::PICO_USD, OraclePolicy};
use crate::{governance::timelock::require_within, require_gt, CommonError};

/// The parameters of an [`OraclePolicy`] that governance changes within hard ranges.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Copy, Debug, PartialEq, Eq)]
pub struct OracleLimits {
    /// Lowest price accepted, in pico-USD for one IO: a hundredth of a cent at least.
    pub min_price: u64,
    /// Highest price accepted, in pico-USD for one IO: above the lowest, 10,000 dollars at most.
    pub max_price: u64,
    /// Oldest price accepted, in seconds: 10 to 300.
    pub max_age: u32,
    /// Widest confidence accepted, in bps: 0.1 to 5 %.
    pub max_confidence_bps: u16,
    /// Largest distance between spot and average accepted, in bps: 1 to 20 %.
    pub max_deviation_bps: u16,
}

/// What IO has never been worth less or more than, by far: 0.0001 to 10,000 dollars.
const PRICES: core::ops::RangeInclusive<u64> = 100_000_000..=10_000 * PICO_USD;
/// What a keeper can post in time; what a stale price could be used for.
const AGES: core::ops::RangeInclusive<u32> = 10..=300;
/// Pyth's own width in a calm market; what a buyback may lose by it (P-16).
const CONFIDENCES: core::ops::RangeInclusive<u16> = 10..=500;
/// What an hour moves in a calm market; what a buyback may lose by it (P-16).
const DEVIATIONS: core::ops::RangeInclusive<u16> = 100..=2_000;

impl OracleLimits {
    /// Those of a policy.
    pub fn of(policy: &OraclePolicy) -> Self {
        Self {
            min_price: policy.min_price,
            max_price: policy.max_price,
            max_age: policy.max_age,
            max_confidence_bps: policy.max_confidence_bps,
            max_deviation_bps: policy.max_deviation_bps,
        }
    }

    /// Refuses what is outside the hard ranges.
    ///
    /// # Errors
    /// `OutOfRange`.
    pub fn validate(&self) -> Result<()> {
        require_within(self.min_price, &PRICES)?;
        require_within(self.max_price, &PRICES)?;
        require_gt!(self.max_price, self.min_price, CommonError::OutOfRange);
        require_within(self.max_age, &AGES)?;
        require_within(self.max_confidence_bps, &CONFIDENCES)?;
        require_within(self.max_deviation_bps, &DEVIATIONS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_have_hard_ranges() {
        let default = OracleLimits::of(&OraclePolicy::IO_USD);
        let expected = OracleLimits {
            min_price: 1_000_000_000,
            max_price: 1_000_000_000_000_000,
            max_age: 60,
            max_confidence_bps: 200,
            max_deviation_bps: 1_000,
        };
        assert_eq!(default, expected);
        default.validate().unwrap();
        let change = |change: fn(&mut OracleLimits)| {
            let mut limits = default;
            change(&mut limits);
            limits.validate()
        };
        for outside in [
            change(|limits| limits.min_price = PRICES.start() - 1),
            change(|limits| limits.max_price = PRICES.end() + 1),
            change(|limits| limits.max_price = limits.min_price),
            change(|limits| limits.max_age = 9),
            change(|limits| limits.max_age = 301),
            change(|limits| limits.max_confidence_bps = 9),
            change(|limits| limits.max_confidence_bps = 501),
            change(|limits| limits.max_deviation_bps = 99),
            change(|limits| limits.max_deviation_bps = 2_001),
        ] {
            assert_eq!(outside, Err(CommonError::OutOfRange.into()));
        }
        let mut policy = OraclePolicy::IO_USD;
        let limits = OracleLimits {
            min_price: 1_000_000_000,
            max_price: 2_000_000_000,
            max_age: 10,
            max_confidence_bps: 10,
            max_deviation_bps: 100,
        };
        policy.limit(&limits);
        assert_eq!(OracleLimits::of(&policy), limits);
    }
}
