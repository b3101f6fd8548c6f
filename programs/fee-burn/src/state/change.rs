//! Changes that governance makes by proposals, with the hard range of each parameter.

use anchor_lang::prelude::*;
use io_common::{governance::Timelock, oracle::OracleLimits, require_gte, CommonError};

use super::Config;
use crate::parameters::{ORACLE_MAX_AGE, TABLE};

/// Minimum time between an auction and the next, in seconds: what is left can expire and a change can be applied.
const BETWEEN: u32 = 300;

/// A change of parameters that belong together. The ranges are in [`parameters`](crate::parameters).
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Spending.
    Spending {
        /// Daily maximum, in micro-USD.
        daily_max: u64,
        /// Days over which the vault is spent.
        vault_days: u64,
    },
    /// Sizes, in micro-USD.
    Lots {
        /// Smallest lot, not above the largest.
        min_lot: u64,
        /// Largest lot.
        max_lot: u64,
        /// Smallest fill, not above the smallest lot.
        min_fill: u64,
    },
    /// Times, in seconds.
    Timing {
        /// From one auction to the next: at least 5 minutes longer than an auction.
        interval: u32,
        /// Duration of an auction.
        duration: u32,
    },
    /// The slow anchor.
    Anchor {
        /// Seconds over which it averages.
        period: u32,
        /// Maximum daily move, in bps of the anchor.
        daily_bps: u16,
        /// Maximum price for which the engine bids, in bps of the anchor.
        cap_bps: u16,
    },
    /// The factor of the budget, in bps.
    Factor {
        /// Minimum.
        min_bps: u16,
        /// Maximum.
        max_bps: u16,
    },
    /// The distance of the bid from the price, in bps.
    Bid {
        /// At the opening.
        from_bps: i16,
        /// At the end.
        to_bps: i16,
    },
    /// Limits of accepted prices.
    Oracle(OracleLimits),
    /// Programs that may own a price account.
    Receivers([Pubkey; 2]),
}

/// A proposed change. `[PROPOSAL, number]`.
#[account]
#[derive(Debug)]
pub struct Proposal {
    /// Paid the rent; gets it back.
    pub payer: Pubkey,
    /// Number of the proposal, part of its address.
    pub number: u32,
    /// When it can be applied.
    pub timelock: Timelock,
    /// The proposed change.
    pub change: Change,
}

impl Proposal {
    /// Bytes of the account, including the discriminator, for the longest change: two receivers.
    pub const SIZE: usize = 8 + 32 + 4 + Timelock::INIT_SPACE + 1 + 64;

    /// Whether a newer proposal of the same kind has been applied.
    ///
    /// # Errors
    /// `OutOfRange` for an unknown kind, which cannot occur.
    pub fn is_overtaken(&self, config: &Config) -> Result<bool> {
        config.overtaken.includes(&self.change, self.number)
    }

    /// Makes the change at `now`, unless it is too early or too late, or a newer one of the same kind has been applied.
    ///
    /// # Errors
    /// `TimelockNotOver`, `ProposalLapsed`, `ProposalOvertaken`, and those of [`Change::apply`].
    pub fn apply(&self, config: &mut Config, now: i64) -> Result<()> {
        self.timelock.require_ready(now)?;
        config.overtaken.apply(&self.change, self.number)?;
        self.change.apply(config)
    }
}

impl Change {
    /// Refuses a value outside the range of its parameter.
    ///
    /// # Errors
    /// `OutOfRange`.
    pub fn validate(&self) -> Result<()> {
        match *self {
            Self::Spending {
                daily_max,
                vault_days,
            } => {
                TABLE.daily_max.check(daily_max)?;
                TABLE.vault_days.check(vault_days)
            }
            Self::Lots {
                min_lot,
                max_lot,
                min_fill,
            } => {
                TABLE.min_lot.check(min_lot)?;
                TABLE.max_lot.check(max_lot)?;
                TABLE.min_fill.check(min_fill)?;
                require_gte!(max_lot, min_lot, CommonError::OutOfRange);
                require_gte!(min_lot, min_fill, CommonError::OutOfRange);
                Ok(())
            }
            Self::Timing { interval, duration } => {
                TABLE.interval.check(interval)?;
                TABLE.duration.check(duration)?;
                let pause = interval.saturating_sub(duration);
                require_gte!(pause, BETWEEN, CommonError::OutOfRange);
                Ok(())
            }
            Self::Anchor {
                period,
                daily_bps,
                cap_bps,
            } => {
                TABLE.anchor_period.check(period)?;
                TABLE.anchor_daily_bps.check(daily_bps)?;
                TABLE.anchor_cap_bps.check(cap_bps)
            }
            Self::Factor { min_bps, max_bps } => {
                TABLE.min_factor_bps.check(min_bps)?;
                TABLE.max_factor_bps.check(max_bps)
            }
            Self::Bid { from_bps, to_bps } => {
                TABLE.bid_from_bps.check(from_bps)?;
                TABLE.bid_to_bps.check(to_bps)
            }
            Self::Oracle(limits) => {
                limits.validate()?;
                ORACLE_MAX_AGE.check(limits.max_age)
            }
            Self::Receivers(_) => Ok(()),
        }
    }

    /// Makes the change.
    ///
    /// # Errors
    /// `OutOfRange` if the bucket could not hold the smallest lot, so that no auction would open.
    pub fn apply(&self, config: &mut Config) -> Result<()> {
        match *self {
            Self::Spending {
                daily_max,
                vault_days,
            } => (config.daily_max, config.vault_days) = (daily_max, vault_days),
            Self::Lots {
                min_lot,
                max_lot,
                min_fill,
            } => (config.min_lot, config.max_lot, config.min_fill) = (min_lot, max_lot, min_fill),
            Self::Timing { interval, duration } => {
                (config.interval, config.duration) = (interval, duration);
            }
            Self::Anchor {
                period,
                daily_bps,
                cap_bps,
            } => {
                config.anchor_period = period;
                (config.anchor_daily_bps, config.anchor_cap_bps) = (daily_bps, cap_bps);
            }
            Self::Factor { min_bps, max_bps } => {
                (config.min_factor_bps, config.max_factor_bps) = (min_bps, max_bps);
            }
            Self::Bid { from_bps, to_bps } => {
                (config.bid_from_bps, config.bid_to_bps) = (from_bps, to_bps);
            }
            Self::Oracle(limits) => config.oracle.limit(&limits),
            Self::Receivers(receivers) => config.oracle.receivers = receivers,
        }
        require_gte!(
            config.bucket_capacity(),
            config.min_lot,
            CommonError::OutOfRange
        );
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use io_common::{
        constants::{DAY, ONE_USDC},
        oracle::{price::PICO_USD, OraclePolicy},
    };

    /// Limits of a new engine, with another age.
    fn limits(max_age: u32) -> OracleLimits {
        OracleLimits {
            max_age,
            ..OracleLimits::of(&OraclePolicy::IO_USD)
        }
    }

    /// The parameters of a new engine, as changes.
    fn unchanged() -> Vec<Change> {
        vec![
            Change::Spending {
                daily_max: TABLE.daily_max.default,
                vault_days: TABLE.vault_days.default,
            },
            Change::Lots {
                min_lot: TABLE.min_lot.default,
                max_lot: TABLE.max_lot.default,
                min_fill: TABLE.min_fill.default,
            },
            Change::Timing {
                interval: TABLE.interval.default,
                duration: TABLE.duration.default,
            },
            Change::Anchor {
                period: TABLE.anchor_period.default,
                daily_bps: TABLE.anchor_daily_bps.default,
                cap_bps: TABLE.anchor_cap_bps.default,
            },
            Change::Factor {
                min_bps: TABLE.min_factor_bps.default,
                max_bps: TABLE.max_factor_bps.default,
            },
            Change::Bid {
                from_bps: TABLE.bid_from_bps.default,
                to_bps: TABLE.bid_to_bps.default,
            },
            Change::Oracle(limits(ORACLE_MAX_AGE.default)),
            Change::Receivers(OraclePolicy::IO_USD.receivers),
        ]
    }

    /// Other values, all within their ranges.
    fn changes() -> Vec<Change> {
        vec![
            Change::Spending {
                daily_max: 100 * ONE_USDC,
                vault_days: 90,
            },
            Change::Lots {
                min_lot: ONE_USDC,
                max_lot: ONE_USDC,
                min_fill: ONE_USDC,
            },
            Change::Timing {
                interval: 3_599,
                duration: 60,
            },
            Change::Anchor {
                period: 7 * DAY as u32,
                daily_bps: 2_000,
                cap_bps: 10_000,
            },
            Change::Factor {
                min_bps: 10_000,
                max_bps: 10_000,
            },
            Change::Bid {
                from_bps: 0,
                to_bps: 0,
            },
            Change::Oracle(OracleLimits {
                min_price: PICO_USD,
                max_price: 2 * PICO_USD,
                max_age: 30,
                max_confidence_bps: 100,
                max_deviation_bps: 500,
            }),
            Change::Receivers([Pubkey::default(); 2]),
        ]
    }

    #[test]
    fn every_change_sets_what_it_names_and_can_be_taken_back() {
        let bytes = |config: &Config| bytemuck::bytes_of(config).to_vec();
        let before = bytes(&Config::testing());
        for (change, back) in changes().into_iter().zip(unchanged()) {
            change.validate().unwrap();
            back.validate().unwrap();
            let mut config = Config::testing();
            change.apply(&mut config).unwrap();
            assert_ne!(bytes(&config), before, "{change:?}");
            back.apply(&mut config).unwrap();
            assert_eq!(bytes(&config), before, "{change:?}");
        }
    }

    #[test]
    fn every_parameter_has_a_hard_range() {
        let spending = |daily_max, vault_days| Change::Spending {
            daily_max,
            vault_days,
        };
        let lots = |min_lot, max_lot, min_fill| Change::Lots {
            min_lot,
            max_lot,
            min_fill,
        };
        let timing = |interval, duration| Change::Timing { interval, duration };
        let anchor = |period, daily_bps, cap_bps| Change::Anchor {
            period,
            daily_bps,
            cap_bps,
        };
        let factor = |min_bps, max_bps| Change::Factor { min_bps, max_bps };
        let bid = |from_bps, to_bps| Change::Bid { from_bps, to_bps };
        let (usdc, days) = (ONE_USDC, |days: u32| days * DAY as u32);
        for change in [
            spending(100 * usdc - 1, 7),
            spending(100_000 * usdc + 1, 7),
            spending(10_000 * usdc, 0),
            spending(10_000 * usdc, 91),
            lots(usdc - 1, usdc, usdc),
            lots(usdc, 10_000 * usdc + 1, usdc),
            lots(2 * usdc, usdc, usdc),
            lots(usdc, 3 * usdc, 2 * usdc),
            timing(899, 60),
            timing(86_401, 60),
            timing(3_600, 59),
            timing(86_400, 3_601),
            timing(900, 601),
            anchor(days(7) - 1, 1, 10_000),
            anchor(days(90) + 1, 1, 10_000),
            anchor(days(7), 0, 10_000),
            anchor(days(7), 2_001, 10_000),
            anchor(days(7), 1, 9_999),
            anchor(days(7), 1, 20_001),
            factor(999, 10_000),
            factor(10_001, 10_001),
            factor(10_000, 9_999),
            factor(10_000, 40_001),
            bid(-1_001, 0),
            bid(1, 1),
            bid(0, -1),
            bid(0, 501),
            Change::Oracle(limits(9)),
            Change::Oracle(limits(61)),
        ] {
            let refused = change.validate();
            assert_eq!(refused, Err(CommonError::OutOfRange.into()), "{change:?}");
        }
        for change in [
            spending(100_000 * usdc, 1),
            lots(10_000 * usdc, 10_000 * usdc, 10_000 * usdc),
            timing(900, 600),
            timing(86_400, 3_600),
            anchor(days(90), 1, 20_000),
            factor(1_000, 40_000),
            bid(-1_000, 500),
            Change::Oracle(limits(10)),
            Change::Oracle(limits(60)),
        ] {
            change.validate().unwrap();
        }
    }

    #[test]
    fn a_lot_that_the_bucket_cannot_hold_is_refused() {
        let mut config = Config::testing();
        let lots = Change::Lots {
            min_lot: 2_501 * ONE_USDC,
            max_lot: 10_000 * ONE_USDC,
            min_fill: ONE_USDC,
        };
        lots.validate().unwrap();
        let refused = lots.apply(&mut config);
        assert_eq!(refused, Err(CommonError::OutOfRange.into()));
    }

    #[test]
    fn an_overtaken_proposal_is_refused() {
        let mut config = Config::testing();
        let mut apply = |number, change: &Change| {
            let proposal = Proposal {
                payer: Pubkey::default(),
                number,
                timelock: Timelock::new(0).unwrap(),
                change: change.clone(),
            };
            let overtaken = proposal.is_overtaken(&config).unwrap();
            let applied = proposal.apply(&mut config, 2 * DAY);
            assert_eq!(applied.is_err(), overtaken, "{change:?}");
            applied
        };
        // Kinds are ordered independently.
        for (change, back) in changes().iter().zip(unchanged()) {
            apply(1, change).unwrap();
            apply(3, &back).unwrap();
        }
        for change in changes() {
            for number in [0, 1, 2, 3] {
                let refused = apply(number, &change);
                assert_eq!(refused, Err(CommonError::ProposalOvertaken.into()));
            }
        }
        for back in unchanged() {
            apply(4, &back).unwrap();
        }
    }

    #[test]
    fn the_longest_change_fits_its_account() {
        let longest = changes().into_iter().map(|change| {
            let mut bytes = Vec::new();
            change.serialize(&mut bytes).unwrap();
            bytes.len()
        });
        let head = 8 + 32 + 4 + Timelock::INIT_SPACE;
        assert_eq!(longest.max(), Some(Proposal::SIZE - head));
    }
}
