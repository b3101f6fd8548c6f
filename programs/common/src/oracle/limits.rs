//! The limits of accepted prices that governance sets.

use anchor_lang::prelude::*;

use super::{parameters::TABLE, OraclePolicy};
use crate::{require_gt, CommonError};

/// The parameters of an [`OraclePolicy`] that governance changes within hard ranges.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Copy, Debug, PartialEq, Eq)]
pub struct OracleLimits {
    /// Minimum price, in pico-USD for one IO.
    pub min_price: u64,
    /// Maximum price, in pico-USD for one IO; above the minimum.
    pub max_price: u64,
    /// Maximum age of a price, in seconds.
    pub max_age: u32,
    /// Maximum confidence interval, in bps.
    pub max_confidence_bps: u16,
    /// Maximum distance between spot price and average, in bps.
    pub max_deviation_bps: u16,
}

impl OracleLimits {
    /// The limits of a policy.
    pub fn of(policy: &OraclePolicy) -> Self {
        Self {
            min_price: policy.min_price,
            max_price: policy.max_price,
            max_age: policy.max_age,
            max_confidence_bps: policy.max_confidence_bps,
            max_deviation_bps: policy.max_deviation_bps,
        }
    }

    /// Refuses limits outside the hard ranges.
    ///
    /// # Errors
    /// `OutOfRange`.
    pub fn validate(&self) -> Result<()> {
        TABLE.min_price.check(self.min_price)?;
        TABLE.max_price.check(self.max_price)?;
        require_gt!(self.max_price, self.min_price, CommonError::OutOfRange);
        TABLE.max_age.check(self.max_age)?;
        TABLE.max_confidence_bps.check(self.max_confidence_bps)?;
        TABLE.max_deviation_bps.check(self.max_deviation_bps)
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
            change(|limits| limits.min_price = TABLE.min_price.least - 1),
            change(|limits| limits.max_price = TABLE.max_price.most + 1),
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
