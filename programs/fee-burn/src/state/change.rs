//! Changes that governance makes by proposals, with the hard range of each parameter.

use anchor_lang::prelude::*;
use io_common::{addresses::is_fixed, governance::Timelock, require, require_gte, CommonError};

use super::Config;
pub use crate::parameters::Change;
use crate::parameters::ORACLE_MAX_AGE;

/// Minimum time between an auction and the next, in seconds: what is left can expire and a change can be applied.
const BETWEEN: u32 = 300;

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
    /// Byte offset of `payer`.
    pub const PAYER_AT: usize = 8;
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
    /// Refuses what is outside the range of its parameter, and lots and times that do not fit each other.
    ///
    /// # Errors
    /// `OutOfRange`.
    pub fn validate(&self) -> Result<()> {
        match *self {
            Self::Oracle(limits) => {
                limits.validate()?;
                return ORACLE_MAX_AGE.check(limits.max_age);
            }
            Self::Receivers(_) => return Ok(()),
            // What is counted must never be left without a payee, nor with one for which nobody signs.
            Self::CouncilTreasury(treasury) => {
                let is_wallet = treasury != Pubkey::default() && !is_fixed(&treasury);
                require!(is_wallet, CommonError::OutOfRange);
                return Ok(());
            }
            _ => self.check_parameters()?,
        }
        match *self {
            Self::Lots {
                min_lot,
                max_lot,
                min_fill,
            } => {
                require_gte!(max_lot, min_lot, CommonError::OutOfRange);
                require_gte!(min_lot, min_fill, CommonError::OutOfRange);
            }
            Self::Timing { interval, duration } => {
                let pause = interval.saturating_sub(duration);
                require_gte!(pause, BETWEEN, CommonError::OutOfRange);
            }
            _ => {}
        }
        Ok(())
    }

    /// Refuses a mint as the treasury: nobody signs for it.
    ///
    /// # Errors
    /// `OutOfRange`.
    pub fn check_mints(&self, config: &Config) -> Result<()> {
        let Self::CouncilTreasury(treasury) = self else {
            return Ok(());
        };
        let is_mint = [config.io_mint, config.usdc_mint].contains(treasury);
        require!(!is_mint, CommonError::OutOfRange);
        Ok(())
    }

    /// Makes the change.
    ///
    /// # Errors
    /// `OutOfRange` if the bucket could not hold the smallest lot, so that no auction would open; as
    /// [`check_mints`](Self::check_mints).
    pub fn apply(&self, config: &mut Config) -> Result<()> {
        self.check_mints(config)?;
        match self {
            Self::Oracle(limits) => config.oracle.limit(limits),
            Self::Receivers(receivers) => config.oracle.receivers = *receivers,
            Self::CouncilTreasury(treasury) => config.treasury = *treasury,
            _ => self.set_parameters(config)?,
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
        addresses::{ENGINE, FEE_BURN_CONFIG, IO_VAULT, LEDGER, STAKE_VAULT, USDC_VAULT},
        constants::{DAY, ONE_USDC},
        oracle::{price::PICO_USD, OracleLimits, OraclePolicy},
    };

    /// Limits of a new engine, with another age.
    fn limits(max_age: u32) -> OracleLimits {
        OracleLimits {
            max_age,
            ..OracleLimits::of(&OraclePolicy::IO_USD)
        }
    }

    /// One of each kind, as in a new engine.
    fn changes() -> Vec<Change> {
        let mut changes = Change::parameters_of(&Config::testing());
        changes.push(Change::Oracle(limits(ORACLE_MAX_AGE.default)));
        changes.push(Change::Receivers(OraclePolicy::IO_USD.receivers));
        changes.push(Change::CouncilTreasury(Pubkey::new_from_array([1; 32])));
        changes
    }

    #[test]
    fn a_change_of_prices_sets_them_and_can_be_taken_back() {
        let limits = OracleLimits {
            min_price: PICO_USD,
            max_price: 2 * PICO_USD,
            max_age: 30,
            max_confidence_bps: 100,
            max_deviation_bps: 500,
        };
        let mut config = Config::testing();
        let before = config.oracle;
        for change in [
            Change::Oracle(limits),
            Change::Receivers([Pubkey::default(); 2]),
        ] {
            change.validate().unwrap();
            change.apply(&mut config).unwrap();
        }
        assert_eq!(OracleLimits::of(&config.oracle), limits);
        assert_eq!(config.oracle.receivers, [Pubkey::default(); 2]);
        for back in changes() {
            back.validate().unwrap();
            back.apply(&mut config).unwrap();
        }
        assert_eq!(config.oracle, before);
    }

    /// The other ranges are those of the table.
    #[test]
    fn values_that_do_not_fit_each_other_are_refused() {
        let lots = |min_lot, max_lot, min_fill| Change::Lots {
            min_lot,
            max_lot,
            min_fill,
        };
        let timing = |interval, duration| Change::Timing { interval, duration };
        let usdc = ONE_USDC;
        for change in [
            lots(2 * usdc, usdc, usdc),
            lots(usdc, 3 * usdc, 2 * usdc),
            timing(900, 601),
            Change::Oracle(limits(9)),
            Change::Oracle(limits(61)),
            Change::CouncilShare(1_001),
            Change::CouncilTreasury(Pubkey::default()),
        ] {
            let refused = change.validate();
            assert_eq!(refused, Err(CommonError::OutOfRange.into()), "{change:?}");
        }
        for change in [
            lots(2 * usdc, 2 * usdc, 2 * usdc),
            timing(900, 600),
            Change::Oracle(limits(10)),
            Change::Oracle(limits(60)),
            Change::CouncilShare(1_000),
        ] {
            change.validate().unwrap();
        }
    }

    /// Nobody could move what is paid to them.
    #[test]
    fn p26_no_account_of_the_programs_is_the_treasury() {
        for account in [
            ENGINE,
            FEE_BURN_CONFIG,
            IO_VAULT,
            USDC_VAULT,
            LEDGER,
            STAKE_VAULT,
        ] {
            let refused = Change::CouncilTreasury(account.address).validate();
            assert_eq!(refused, Err(CommonError::OutOfRange.into()));
        }
    }

    #[test]
    fn p26_no_mint_is_the_treasury() {
        let mut config = Config::testing();
        config.io_mint = Pubkey::new_from_array([2; 32]);
        config.usdc_mint = Pubkey::new_from_array([3; 32]);
        for mint in [config.io_mint, config.usdc_mint] {
            let change = Change::CouncilTreasury(mint);
            let refused = Err(CommonError::OutOfRange.into());
            assert_eq!(change.check_mints(&config), refused);
            assert_eq!(change.apply(&mut config), refused);
        }
        assert_eq!(config.treasury, Pubkey::default());
        let wallet = Change::CouncilTreasury(Pubkey::new_from_array([4; 32]));
        wallet.apply(&mut config).unwrap();
    }

    #[test]
    fn p26_a_share_is_counted_only_with_a_treasury() {
        let mut config = Config::testing();
        Change::CouncilShare(1_000).apply(&mut config).unwrap();
        assert_eq!(config.council_share(), 0);
        let treasury = Pubkey::new_from_array([1; 32]);
        Change::CouncilTreasury(treasury)
            .apply(&mut config)
            .unwrap();
        assert_eq!((config.treasury, config.council_share()), (treasury, 1_000));
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
        // Each kind has an order of its own.
        for change in changes() {
            apply(1, &change).unwrap();
            apply(3, &change).unwrap();
        }
        for change in changes() {
            for number in [0, 1, 2, 3] {
                let refused = apply(number, &change);
                assert_eq!(refused, Err(CommonError::ProposalOvertaken.into()));
            }
        }
        for change in changes() {
            apply(4, &change).unwrap();
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
