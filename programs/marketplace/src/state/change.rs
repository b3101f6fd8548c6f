//! Changes that governance makes by proposals, for future reservations, with the hard range of each parameter.

use anchor_lang::prelude::*;
use io_common::{governance::Timelock, oracle::OracleLimits};

use super::Config;
use crate::parameters::TABLE;

/// A change of parameters that belong together. The ranges are in [`parameters`](crate::parameters).
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Fees of each side, in bps.
    Fees {
        /// Fee in either currency.
        base_bps: u16,
        /// Additional fee in USDC.
        usdc_extra_bps: u16,
    },
    /// Times, in seconds.
    Times {
        /// Time to start a reservation.
        start_window: u32,
        /// Hold-back.
        hold_back: u32,
        /// Time that the terminating side forfeits.
        forfeit: u32,
        /// Grace period after the start, within which a renter who terminates owes only the time used.
        grace: u32,
    },
    /// Longest stay, in hours.
    Hours(u32),
    /// Downtime that a reservation allows.
    Downtime {
        /// Minimum, in seconds.
        seconds: u32,
        /// Part of the elapsed time, in bps.
        bps: u16,
    },
    /// Disputes.
    Disputes {
        /// Seconds for the council to decide.
        decision_time: u32,
        /// Deposit, in bps of the frozen amount.
        deposit_bps: u16,
        /// The supplier's share of the deposit if the dispute expires, in bps.
        undecided_bps: u16,
    },
    /// Lamports for the sender of `close_reservation`.
    Bounty(u64),
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
    /// `TimelockNotOver`, `ProposalLapsed`, `ProposalOvertaken`.
    pub fn apply(&self, config: &mut Config, now: i64) -> Result<()> {
        self.timelock.require_ready(now)?;
        config.overtaken.apply(&self.change, self.number)?;
        self.change.apply(config);
        Ok(())
    }
}

impl Change {
    /// Refuses a value outside the range of its parameter.
    ///
    /// # Errors
    /// `OutOfRange`.
    pub fn validate(&self) -> Result<()> {
        match *self {
            Self::Fees {
                base_bps,
                usdc_extra_bps,
            } => {
                TABLE.base_fee_bps.check(base_bps)?;
                TABLE.usdc_extra_fee_bps.check(usdc_extra_bps)
            }
            Self::Times {
                start_window,
                hold_back,
                forfeit,
                grace,
            } => {
                TABLE.start_window.check(start_window)?;
                TABLE.hold_back.check(hold_back)?;
                TABLE.forfeit.check(forfeit)?;
                TABLE.grace.check(grace)
            }
            Self::Hours(hours) => TABLE.max_hours.check(hours),
            Self::Downtime { seconds, bps } => {
                TABLE.min_downtime.check(seconds)?;
                TABLE.max_downtime_bps.check(bps)
            }
            Self::Disputes {
                decision_time,
                deposit_bps,
                undecided_bps,
            } => {
                TABLE.decision_time.check(decision_time)?;
                TABLE.deposit_bps.check(deposit_bps)?;
                TABLE.undecided_bps.check(undecided_bps)
            }
            Self::Bounty(lamports) => TABLE.bounty.check(lamports),
            Self::Oracle(limits) => limits.validate(),
            Self::Receivers(_) => Ok(()),
        }
    }

    /// Makes the change.
    pub fn apply(&self, config: &mut Config) {
        match *self {
            Self::Fees {
                base_bps,
                usdc_extra_bps,
            } => (config.base_fee_bps, config.usdc_extra_fee_bps) = (base_bps, usdc_extra_bps),
            Self::Times {
                start_window,
                hold_back,
                forfeit,
                grace,
            } => {
                config.start_window = start_window;
                (config.hold_back, config.forfeit) = (hold_back, forfeit);
                config.grace = grace;
            }
            Self::Hours(hours) => config.max_hours = hours,
            Self::Downtime { seconds, bps } => {
                (config.min_downtime, config.max_downtime_bps) = (seconds, bps);
            }
            Self::Disputes {
                decision_time,
                deposit_bps,
                undecided_bps,
            } => {
                config.decision_time = decision_time;
                (config.deposit_bps, config.undecided_bps) = (deposit_bps, undecided_bps);
            }
            Self::Bounty(lamports) => config.bounty = lamports,
            Self::Oracle(limits) => config.oracle.limit(&limits),
            Self::Receivers(receivers) => config.oracle.receivers = receivers,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use io_common::{
        constants::{DAY, HOUR},
        oracle::{price::PICO_USD, OraclePolicy},
        CommonError,
    };

    fn config() -> Config {
        let key = Pubkey::default();
        Config::new(key, key, key, key, 0)
    }

    /// The parameters of a new market, as changes.
    fn unchanged() -> Vec<Change> {
        vec![
            Change::Fees {
                base_bps: TABLE.base_fee_bps.default,
                usdc_extra_bps: TABLE.usdc_extra_fee_bps.default,
            },
            Change::Times {
                start_window: TABLE.start_window.default,
                hold_back: TABLE.hold_back.default,
                forfeit: TABLE.forfeit.default,
                grace: TABLE.grace.default,
            },
            Change::Hours(TABLE.max_hours.default),
            Change::Downtime {
                seconds: TABLE.min_downtime.default,
                bps: TABLE.max_downtime_bps.default,
            },
            Change::Disputes {
                decision_time: TABLE.decision_time.default,
                deposit_bps: TABLE.deposit_bps.default,
                undecided_bps: TABLE.undecided_bps.default,
            },
            Change::Bounty(TABLE.bounty.default),
            Change::Oracle(OracleLimits::of(&OraclePolicy::IO_USD)),
            Change::Receivers(OraclePolicy::IO_USD.receivers),
        ]
    }

    /// Other values, all within their ranges.
    fn changes() -> Vec<Change> {
        vec![
            Change::Fees {
                base_bps: 1_000,
                usdc_extra_bps: 1_000,
            },
            Change::Times {
                start_window: 300,
                hold_back: 2 * DAY as u32,
                forfeit: 0,
                grace: 0,
            },
            Change::Hours(1),
            Change::Downtime {
                seconds: 600,
                bps: 100,
            },
            Change::Disputes {
                decision_time: DAY as u32,
                deposit_bps: 100,
                undecided_bps: 0,
            },
            Change::Bounty(0),
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
        let before = bytes(&config());
        for (change, back) in changes().into_iter().zip(unchanged()) {
            change.validate().unwrap();
            back.validate().unwrap();
            let mut config = config();
            change.apply(&mut config);
            assert_ne!(bytes(&config), before, "{change:?}");
            back.apply(&mut config);
            assert_eq!(bytes(&config), before, "{change:?}");
        }
    }

    #[test]
    fn every_parameter_has_a_hard_range() {
        let fees = |base_bps, usdc_extra_bps| Change::Fees {
            base_bps,
            usdc_extra_bps,
        };
        let times = |start_window, hold_back, forfeit, grace| Change::Times {
            start_window,
            hold_back,
            forfeit,
            grace,
        };
        let downtime = |seconds, bps| Change::Downtime { seconds, bps };
        let disputes = |decision_time, deposit_bps, undecided_bps| Change::Disputes {
            decision_time,
            deposit_bps,
            undecided_bps,
        };
        let (hour, day) = (HOUR as u32, DAY as u32);
        for change in [
            fees(1_001, 0),
            fees(0, 1_001),
            times(299, day, 0, 0),
            times(12 * hour + 1, day, 0, 0),
            times(300, day - 1, 0, 0),
            times(300, 3 * day + 1, 0, 0),
            times(300, day, 12 * hour + 1, 0),
            times(300, day, 0, hour + 1),
            Change::Hours(0),
            Change::Hours(8_761),
            downtime(599, 100),
            downtime(12 * hour + 1, 100),
            downtime(600, 99),
            downtime(600, 5_001),
            disputes(day - 1, 100, 0),
            disputes(10 * day + 1, 100, 0),
            disputes(day, 99, 0),
            disputes(day, 2_001, 0),
            disputes(day, 100, 10_001),
            Change::Bounty(10_000_001),
        ] {
            let refused = change.validate();
            assert_eq!(refused, Err(CommonError::OutOfRange.into()), "{change:?}");
        }
        for change in [
            fees(0, 0),
            times(12 * hour, 3 * day, 12 * hour, hour),
            times(300, day, 0, 0),
            Change::Hours(8_760),
            downtime(12 * hour, 5_000),
            disputes(10 * day, 2_000, 10_000),
            disputes(day, 100, 0),
            Change::Bounty(10_000_000),
        ] {
            change.validate().unwrap();
        }
    }

    #[test]
    fn an_overtaken_proposal_is_refused() {
        let mut config = config();
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
