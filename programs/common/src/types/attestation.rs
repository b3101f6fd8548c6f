//! The attestation of a supplier.

use anchor_lang::prelude::*;

use crate::{
    constants::{epoch_hour, ONE_UNIT},
    math::{bps_of, mul_div, Checked, Rounding},
    Result,
};

/// An attestation of a supplier's GPUs. It expires by itself.
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Attestation {
    /// When the batch was made, in unix seconds. A later batch replaces it, an older one is refused.
    pub attested_at: i64,
    /// Unix seconds from which the attestation is no longer valid.
    pub ends_at: i64,
    /// Stake required for one compute unit, in IO base units.
    pub stake_per_unit: u64,
    /// GPUs attested.
    pub gpus: u32,
    /// Compute units of one GPU, in 10⁻⁴ units.
    pub multiplier: u32,
    /// Cost of a breach, in bps of the stake required for its GPUs, as of the attestation.
    pub breach_bps: u16,
    /// Zero.
    pub padding: [u8; 6],
}

impl Attestation {
    /// Whether the attestation is valid at `now`.
    pub fn is_live(&self, now: i64) -> bool {
        now < self.ends_at
    }

    /// GPUs attested at `now`: 0 once the attestation has expired.
    pub fn live_gpus(&self, now: i64) -> u32 {
        if self.is_live(now) {
            self.gpus
        } else {
            0
        }
    }

    /// The first epoch hour that the attestation does not fully cover (P-05).
    pub fn end_hour(&self) -> u32 {
        epoch_hour(self.ends_at)
    }

    /// Attested compute units, in [`ONE_UNIT`]s.
    ///
    /// # Errors
    /// `MathOverflow`, which cannot occur with 32-bit counts.
    pub fn units(&self) -> Result<u64> {
        u64::from(self.gpus).times(self.multiplier.into())
    }

    /// Stake required to back `gpus` GPUs of this attestation, in IO base units, rounded up: the requirement of one
    /// unit times the greater of their units and their number.
    ///
    /// # Errors
    /// `MathOverflow` above 64 bits.
    pub fn required_stake(&self, gpus: u32) -> Result<u64> {
        let per_gpu = u64::from(self.multiplier).max(ONE_UNIT);
        mul_div(
            u64::from(gpus).times(per_gpu)?,
            self.stake_per_unit,
            ONE_UNIT,
            Rounding::Up,
        )
    }

    /// Cost of a breach by `gpus` GPUs reserved under this attestation, in IO base units, rounded down.
    ///
    /// # Errors
    /// As [`required_stake`](Self::required_stake).
    pub fn breach(&self, gpus: u32) -> Result<u64> {
        let required = self.required_stake(gpus)?;
        bps_of(required, self.breach_bps.into(), Rounding::Down)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{constants::ONE_IO, CommonError};

    /// Ten GPUs of two units each, until the end of hour 1.
    fn attestation() -> Attestation {
        Attestation {
            attested_at: 0,
            ends_at: 7_200,
            stake_per_unit: 200 * ONE_IO,
            gpus: 10,
            multiplier: 20_000,
            breach_bps: 1_000,
            padding: [0; 6],
        }
    }

    #[test]
    fn p05_an_attestation_ends_by_itself_and_its_last_hour_is_the_last_whole_one() {
        let attestation = attestation();
        assert!(
            attestation.is_live(7_199)
                && !attestation.is_live(7_200)
                && !attestation.is_live(7_201)
        );
        assert_eq!(
            (attestation.live_gpus(7_199), attestation.live_gpus(7_200)),
            (10, 0)
        );
        assert_eq!(attestation.end_hour(), 2);
        let ends_at = 7_199;
        assert_eq!(
            Attestation {
                ends_at,
                ..attestation
            }
            .end_hour(),
            1
        );
    }

    #[test]
    fn units_are_gpus_times_the_multiplier() {
        assert_eq!(attestation().units(), Ok(200_000));
    }

    #[test]
    fn the_requirement_is_of_units_or_gpus_whichever_are_more() {
        let large = attestation();
        assert_eq!(large.required_stake(10), Ok(4_000 * ONE_IO));
        assert_eq!(large.required_stake(3), Ok(1_200 * ONE_IO));
        let multiplier = 2_500;
        let small = Attestation {
            multiplier,
            ..large
        };
        assert_eq!(small.required_stake(10), Ok(2_000 * ONE_IO));
        // A unit and a ten-thousandth at a base unit each: rounded up.
        let (multiplier, stake_per_unit) = (10_001, 1);
        let odd = Attestation {
            multiplier,
            stake_per_unit,
            ..large
        };
        assert_eq!(odd.required_stake(1), Ok(2));
        let stake_per_unit = u64::MAX;
        let expensive = Attestation {
            stake_per_unit,
            ..large
        };
        assert_eq!(expensive.required_stake(1), Err(CommonError::MathOverflow));
    }

    #[test]
    fn a_breach_costs_its_share_of_the_requirement() {
        let large = attestation();
        assert_eq!(large.breach(3), Ok(120 * ONE_IO));
        let (breach_bps, multiplier) = (5_000, 10_001);
        // A unit and a ten-thousandth of 3 base units, rounded up to 4; half of that, and a third rounded down.
        let odd = Attestation {
            multiplier,
            stake_per_unit: 3,
            breach_bps,
            ..large
        };
        assert_eq!(odd.breach(1), Ok(2));
        let breach_bps = 3_333;
        assert_eq!(Attestation { breach_bps, ..odd }.breach(1), Ok(1));
    }
}
