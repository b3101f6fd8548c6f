//! Changes that governance makes by proposals, with the hard range of each parameter.

use anchor_lang::prelude::*;
use io_common::{
    constants::{MAX_ATTESTORS, ONE_UNIT},
    governance::{order::overtake, Parameter, Timelock, Unit},
    types::Council,
};

use super::{Config, Models};
use crate::{constants::MAX_MULTIPLIER, parameters::TABLE};

/// At least 1, since 0 marks a free place; at most 1,000 units.
const MULTIPLIER: Parameter<u32> = Parameter {
    unit: Unit::ComputeUnits,
    default: ONE_UNIT as u32,
    least: 1,
    most: MAX_MULTIPLIER,
};

/// A change of one parameter, of a model or of the council. The ranges are in [`parameters`](crate::parameters).
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Units of the Enterprise pool below which an hour emits nothing, in 10⁻⁴ units.
    MinEligibleUnits(u64),
    /// Stake required for one unit, in IO base units.
    StakePerUnit(u64),
    /// Seconds between unstaking and withdrawal.
    UnstakeCooldown(i64),
    /// Maximum part of an hour's emission for the Community pool, in bps.
    CommunityCap(u16),
    /// Maximum commission, in bps.
    MaxCommission(u16),
    /// Maximum part of the stake behind a supplier that open slashes may take together, in bps.
    MaxSlash(u16),
    /// What a recorded breach costs, in bps of the stake required for its GPUs.
    BreachSlash(u16),
    /// Minimum stake of a delegation, in IO base units.
    MinDelegation(u64),
    /// Compute units of one GPU of a listed model, in 10⁻⁴ units: up to 1,000 units. Applies to a supplier from its
    /// next attestation.
    Multiplier {
        /// Index in the table.
        model: u16,
        /// Compute units of one GPU, in 10⁻⁴ units.
        multiplier: u32,
    },
    /// The attestors and their threshold.
    Council {
        /// 1 to 16 distinct addresses.
        attestors: Vec<Pubkey>,
        /// From 1 to the number of attestors.
        threshold: u8,
    },
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
            Self::MinEligibleUnits(value) => TABLE.min_eligible_units.check(*value),
            Self::StakePerUnit(value) => TABLE.stake_per_unit.check(*value),
            Self::UnstakeCooldown(value) => TABLE.unstake_cooldown.check(*value),
            Self::CommunityCap(value) => TABLE.community_cap_bps.check(*value),
            Self::MaxCommission(value) => TABLE.max_commission_bps.check(*value),
            Self::MaxSlash(value) => TABLE.max_slash_bps.check(*value),
            Self::BreachSlash(value) => TABLE.breach_slash_bps.check(*value),
            Self::MinDelegation(value) => TABLE.min_delegation.check(*value),
            Self::Multiplier { multiplier, .. } => MULTIPLIER.check(*multiplier),
            Self::Council {
                attestors,
                threshold,
            } => Council::validate(attestors, *threshold),
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
            Self::MinEligibleUnits(value) => config.min_eligible_units = *value,
            Self::StakePerUnit(value) => config.stake_per_unit = *value,
            Self::UnstakeCooldown(value) => config.unstake_cooldown = *value,
            Self::CommunityCap(value) => config.community_cap_bps = *value,
            Self::MaxCommission(value) => config.max_commission_bps = *value,
            Self::MaxSlash(value) => config.max_slash_bps = *value,
            Self::BreachSlash(value) => config.breach_slash_bps = *value,
            Self::MinDelegation(value) => config.min_delegation = *value,
            Self::Multiplier { model, multiplier } => {
                models.multiplier(*model)?;
                models.get_mut(*model)?.multiplier = *multiplier;
            }
            Self::Council {
                attestors,
                threshold,
            } => council.set(attestors, *threshold)?,
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytemuck::Zeroable;
    use io_common::{
        constants::{DAY, ONE_IO},
        CommonError,
    };

    fn refused() -> Result<()> {
        Err(CommonError::OutOfRange.into())
    }

    #[test]
    fn every_parameter_has_a_hard_range() {
        for (lowest, highest, below, above) in [
            (
                Change::MinEligibleUnits(ONE_UNIT),
                Change::MinEligibleUnits(10_000 * ONE_UNIT),
                Some(Change::MinEligibleUnits(ONE_UNIT - 1)),
                Change::MinEligibleUnits(10_000 * ONE_UNIT + 1),
            ),
            (
                Change::StakePerUnit(ONE_IO),
                Change::StakePerUnit(10_000 * ONE_IO),
                Some(Change::StakePerUnit(ONE_IO - 1)),
                Change::StakePerUnit(10_000 * ONE_IO + 1),
            ),
            (
                Change::UnstakeCooldown(14 * DAY),
                Change::UnstakeCooldown(28 * DAY),
                Some(Change::UnstakeCooldown(14 * DAY - 1)),
                Change::UnstakeCooldown(28 * DAY + 1),
            ),
            (
                Change::CommunityCap(0),
                Change::CommunityCap(5_000),
                None,
                Change::CommunityCap(5_001),
            ),
            (
                Change::MaxCommission(0),
                Change::MaxCommission(5_000),
                None,
                Change::MaxCommission(5_001),
            ),
            (
                Change::MaxSlash(0),
                Change::MaxSlash(5_000),
                None,
                Change::MaxSlash(5_001),
            ),
            (
                Change::BreachSlash(0),
                Change::BreachSlash(5_000),
                None,
                Change::BreachSlash(5_001),
            ),
            (
                Change::MinDelegation(100),
                Change::MinDelegation(1_000 * ONE_IO),
                Some(Change::MinDelegation(99)),
                Change::MinDelegation(1_000 * ONE_IO + 1),
            ),
        ] {
            lowest.validate().unwrap();
            highest.validate().unwrap();
            assert_eq!(above.validate(), refused());
            assert_eq!(below.map_or(refused(), |below| below.validate()), refused());
        }
        let multiplier = |multiplier| {
            let model = 0;
            Change::Multiplier { model, multiplier }.validate()
        };
        assert!(multiplier(1).is_ok() && multiplier(10_000_000).is_ok());
        assert_eq!(
            (multiplier(0), multiplier(10_000_001)),
            (refused(), refused())
        );
        let attestors = vec![Pubkey::new_from_array([1; 32])];
        let council = |threshold| Change::Council {
            attestors: attestors.clone(),
            threshold,
        };
        assert!(council(1).validate().is_ok() && council(2).validate().is_err());
    }

    #[test]
    fn a_change_changes_its_parameter_and_no_other() {
        let key = Pubkey::default();
        let fresh = || Config::new(key, key, key, 0);
        let bytes = |config: &Config| bytemuck::bytes_of(config).to_vec();
        let (mut models, mut council) = (Models::zeroed(), Council::zeroed());
        for change in [
            Change::MinEligibleUnits(2 * ONE_UNIT),
            Change::StakePerUnit(ONE_IO),
            Change::UnstakeCooldown(15 * DAY),
            Change::CommunityCap(1),
            Change::MaxCommission(1),
            Change::MaxSlash(1),
            Change::BreachSlash(1),
            Change::MinDelegation(100),
        ] {
            let mut config = fresh();
            change
                .apply(&mut config, &mut models, &mut council)
                .unwrap();
            let before = bytes(&fresh());
            let changed = bytes(&config)
                .iter()
                .zip(&before)
                .filter(|(a, b)| a != b)
                .count();
            assert!((1..=8).contains(&changed), "{change:?}");
            for back in [
                Change::MinEligibleUnits(TABLE.min_eligible_units.default),
                Change::StakePerUnit(TABLE.stake_per_unit.default),
                Change::UnstakeCooldown(TABLE.unstake_cooldown.default),
                Change::CommunityCap(TABLE.community_cap_bps.default),
                Change::MaxCommission(TABLE.max_commission_bps.default),
                Change::MaxSlash(TABLE.max_slash_bps.default),
                Change::BreachSlash(TABLE.breach_slash_bps.default),
                Change::MinDelegation(TABLE.min_delegation.default),
            ] {
                back.validate().unwrap();
                back.apply(&mut config, &mut models, &mut council).unwrap();
            }
            assert_eq!(bytes(&config), before, "{change:?}");
        }
        let mut config = fresh();
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
        let changes = [
            Change::MinEligibleUnits(ONE_UNIT),
            Change::StakePerUnit(ONE_IO),
            Change::UnstakeCooldown(15 * DAY),
            Change::CommunityCap(1),
            Change::MaxCommission(1),
            Change::MaxSlash(1),
            Change::BreachSlash(1),
            multiplier(0),
            multiplier(1),
            council(1),
        ];
        let (mut models, mut council) = (Models::zeroed(), Council::zeroed());
        for model in [0, 1] {
            models.set(model, "a GPU", 5, 0).unwrap();
        }
        let mut config = Config::new(key, key, key, 0);
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
        let mut config = Config::new(key, key, key, 0);
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
