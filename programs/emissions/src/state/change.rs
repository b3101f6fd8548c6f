//! Changes that governance makes by proposals, with the hard range of each parameter.

use anchor_lang::prelude::*;
use io_common::{
    constants::{MAX_ATTESTORS, ONE_UNIT},
    governance::{order::overtake, Parameter, Timelock, Unit},
    types::Council,
};

use super::{Config, Models};
use crate::constants::MAX_MULTIPLIER;
pub use crate::parameters::Change;

/// Multiplier of a model: at least 1, since 0 marks a free place; at most 1,000 units.
pub const MULTIPLIER: Parameter<u32> = Parameter {
    unit: Unit::ComputeUnits,
    default: ONE_UNIT as u32,
    least: 1,
    most: MAX_MULTIPLIER,
};

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
    /// Bytes of the account, including the discriminator, for the longest change: a full council.
    pub const SIZE: usize = 8 + 32 + 4 + Timelock::INIT_SPACE + 1 + 4 + 32 * MAX_ATTESTORS + 1;

    /// Whether a newer decision on the same parameter, model or council is in force.
    ///
    /// # Errors
    /// `OutOfRange` for an unknown kind, which cannot occur.
    pub fn is_overtaken(
        &self,
        config: &Config,
        models: &Models,
        council: &Council,
    ) -> Result<bool> {
        let below = match &self.change {
            Change::Multiplier { model, .. } => models.get(*model)?.overtaken,
            Change::Council { .. } => council.overtaken,
            other => return config.overtaken.includes(other, self.number),
        };
        Ok(self.number < below)
    }

    /// Makes the change at `now`. Refuses if it is too early or too late, or if a newer decision on the same
    /// parameter, model or council is in force: another proposal, an immediate decision, or the suspension of an
    /// attestor.
    ///
    /// # Errors
    /// `TimelockNotOver`, `ProposalLapsed`, `ProposalOvertaken`, and those of [`Change::apply`].
    pub fn apply(
        &self,
        config: &mut Config,
        models: &mut Models,
        council: &mut Council,
        now: i64,
    ) -> Result<()> {
        self.timelock.require_ready(now)?;
        match &self.change {
            Change::Multiplier { model, .. } => {
                overtake(&mut models.get_mut(*model)?.overtaken, self.number)
            }
            Change::Council { .. } => overtake(&mut council.overtaken, self.number),
            other => config.overtaken.apply(other, self.number),
        }?;
        self.change.apply(config, models, council)
    }
}

impl Change {
    /// Refuses a value outside the range of its parameter.
    ///
    /// # Errors
    /// `OutOfRange`; for a council `BadCouncil`.
    pub fn validate(&self) -> Result<()> {
        match self {
            Self::Multiplier { multiplier, .. } => MULTIPLIER.check(*multiplier),
            Self::Council {
                attestors,
                threshold,
            } => Council::validate(attestors, *threshold),
            _ => self.check_parameters(),
        }
    }

    /// Makes the change.
    ///
    /// # Errors
    /// `UnknownModel` for the multiplier of a free place.
    pub fn apply(
        &self,
        config: &mut Config,
        models: &mut Models,
        council: &mut Council,
    ) -> Result<()> {
        match self {
            Self::Multiplier { model, multiplier } => {
                models.multiplier(*model)?;
                models.get_mut(*model)?.multiplier = *multiplier;
                Ok(())
            }
            Self::Council {
                attestors,
                threshold,
            } => council.set(attestors, *threshold),
            _ => self.set_parameters(config),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytemuck::Zeroable;
    use io_common::{constants::DAY, governance::Roles, CommonError};

    fn refused() -> Result<()> {
        Err(CommonError::OutOfRange.into())
    }

    #[test]
    fn multipliers_and_councils_have_hard_ranges() {
        let multiplier = |multiplier| {
            let model = 0;
            Change::Multiplier { model, multiplier }.validate()
        };
        assert!(multiplier(1).is_ok() && multiplier(10_000_000).is_ok());
        assert_eq!(
            (multiplier(0), multiplier(10_000_001)),
            (refused(), refused())
        );
        assert!(council(1).validate().is_ok() && council(2).validate().is_err());
    }

    #[test]
    fn the_multiplier_of_a_free_place_is_not_set() {
        let key = Pubkey::default();
        let mut config = Config::new(Roles::new(key, key), key, 0);
        let (mut models, mut council) = (Models::zeroed(), Council::zeroed());
        let free = Change::Multiplier {
            model: 3,
            multiplier: 7,
        };
        assert!(free.apply(&mut config, &mut models, &mut council).is_err());
        models.set(3, "a GPU", 5, 0).unwrap();
        free.apply(&mut config, &mut models, &mut council).unwrap();
        assert_eq!(models.multiplier(3).unwrap(), 7);
    }

    const TWO_DAYS: i64 = 2 * DAY;

    fn proposal(number: u32, change: Change) -> Proposal {
        Proposal {
            payer: Pubkey::default(),
            number,
            timelock: Timelock::new(0).unwrap(),
            change,
        }
    }

    fn council(threshold: u8) -> Change {
        let attestors = vec![Pubkey::new_from_array([1; 32])];
        Change::Council {
            attestors,
            threshold,
        }
    }

    /// Parameters, models and the council are ordered independently.
    #[test]
    fn an_overtaken_proposal_is_refused() {
        let key = Pubkey::default();
        let multiplier = |model| Change::Multiplier {
            model,
            multiplier: 7,
        };
        let mut config = Config::new(Roles::new(key, key), key, 0);
        let mut changes = Change::parameters_of(&config);
        changes.extend([multiplier(0), multiplier(1), council(1)]);
        let (mut models, mut council) = (Models::zeroed(), Council::zeroed());
        for model in [0, 1] {
            models.set(model, "a GPU", 5, 0).unwrap();
        }
        let mut apply = |number, change: &Change| {
            let proposal = proposal(number, change.clone());
            let overtaken = proposal.is_overtaken(&config, &models, &council).unwrap();
            let applied = proposal.apply(&mut config, &mut models, &mut council, TWO_DAYS);
            assert_eq!(applied.is_err(), overtaken, "{change:?}");
            applied
        };
        for change in &changes {
            apply(1, change).unwrap();
            apply(3, change).unwrap();
        }
        for change in &changes {
            for number in [0, 1, 2, 3] {
                let refused = apply(number, change);
                assert_eq!(refused, Err(CommonError::ProposalOvertaken.into()));
            }
            apply(4, change).unwrap();
        }
    }

    /// An immediate decision overtakes too, and a suspension is a decision on the council.
    #[test]
    fn what_is_decided_at_once_overtakes_the_proposals_made_before() {
        let key = Pubkey::default();
        let mut config = Config::new(Roles::new(key, key), key, 0);
        let (mut models, mut named) = (Models::zeroed(), Council::zeroed());
        models.set(0, "a GPU", 5, 2).unwrap();
        named.set(&[Pubkey::new_from_array([1; 32])], 1).unwrap();
        named.suspend(&Pubkey::new_from_array([1; 32]), 2).unwrap();
        let multiplier = Change::Multiplier {
            model: 0,
            multiplier: 7,
        };
        for change in [multiplier, council(1)] {
            let mut apply = |number| {
                let proposal = proposal(number, change.clone());
                proposal.apply(&mut config, &mut models, &mut named, TWO_DAYS)
            };
            for number in [0, 1] {
                let refused = apply(number);
                assert_eq!(refused, Err(CommonError::ProposalOvertaken.into()));
            }
            apply(2).unwrap();
        }
    }

    #[test]
    fn the_longest_change_fits_its_account() {
        let proposal = Proposal {
            payer: Pubkey::default(),
            number: 0,
            timelock: Timelock::new(0).unwrap(),
            change: Change::Council {
                attestors: vec![Pubkey::default(); MAX_ATTESTORS],
                threshold: 16,
            },
        };
        let mut bytes = Vec::new();
        proposal.try_serialize(&mut bytes).unwrap();
        assert_eq!(bytes.len(), Proposal::SIZE);
    }
}
