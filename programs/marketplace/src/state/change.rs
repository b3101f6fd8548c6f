//! Changes that governance makes by proposals, for future reservations, with the hard range of each parameter.

use anchor_lang::prelude::*;
use io_common::governance::Timelock;

use super::Config;
pub use crate::parameters::Change;

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
    /// `TimelockNotOver`, `ProposalLapsed`, `ProposalOvertaken`.
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
        match self {
            Self::Oracle(limits) => limits.validate(),
            Self::Receivers(_) => Ok(()),
            _ => self.check_parameters(),
        }
    }

    /// Makes the change.
    ///
    /// # Errors
    /// `OutOfRange` for a change that nothing here makes, not reachable.
    pub fn apply(&self, config: &mut Config) -> Result<()> {
        match self {
            Self::Oracle(limits) => config.oracle.limit(limits),
            Self::Receivers(receivers) => config.oracle.receivers = *receivers,
            _ => self.set_parameters(config)?,
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use io_common::{
        constants::DAY,
        governance::Roles,
        oracle::{price::PICO_USD, OracleLimits, OraclePolicy},
        token::Mints,
        CommonError,
    };

    fn config() -> Config {
        let key = Pubkey::default();
        Config::new(Roles::new(key, key), Mints { io: key, usdc: key }, 0)
    }

    /// One of each kind, as in a new market.
    fn changes() -> Vec<Change> {
        let mut changes = Change::parameters_of(&config());
        changes.push(Change::Oracle(OracleLimits::of(&OraclePolicy::IO_USD)));
        changes.push(Change::Receivers(OraclePolicy::IO_USD.receivers));
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
        let mut config = config();
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
