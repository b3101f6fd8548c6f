//! Units of attestations.

use crate::rules::UNIT;

/// The pools that share an hour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pool {
    /// Gets what the Community pool does not.
    #[default]
    Enterprise,
    /// Gets the lower of its cap and its share.
    Community,
}

/// GPUs that the council has attested.
#[derive(Clone, Debug, Default)]
pub struct Attestation {
    /// When the batch was made.
    pub made_at: i64,
    /// The first second that it does not cover.
    pub ends_at: i64,
    /// GPUs.
    pub gpus: u64,
    /// Units of one GPU, in 10⁻⁴, as they were when it was attested.
    pub multiplier: u64,
    /// Stake for one unit, in base units, as it was when it was attested.
    pub stake_per_unit: u64,
    /// Where it counts.
    pub pool: Pool,
}

impl Attestation {
    /// Whether it covers this second.
    pub fn is_live(&self, second: i64) -> bool {
        second < self.ends_at
    }

    /// 200 IO for each unit, and for each GPU at least as much as for one unit; rounded up.
    pub fn required_stake(&self) -> u64 {
        let units = u128::from(self.gpus) * u128::from(self.multiplier.max(UNIT));
        (units * u128::from(self.stake_per_unit)).div_ceil(UNIT.into()) as u64
    }

    /// The attested units × min(1, stake ÷ required, own stake ÷ half of required), in 10⁻⁴, rounded down.
    pub fn effective_units(&self, own: u64, active: u64) -> u64 {
        let required = u128::from(self.required_stake());
        if required == 0 {
            return 0;
        }
        let attested = u128::from(self.gpus * self.multiplier);
        let by_stake = attested * u128::from(active) / required;
        let by_own = attested * u128::from(own) * 2 / required;
        attested.min(by_stake).min(by_own) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::IO;

    fn attestation(gpus: u64, multiplier: u64) -> Attestation {
        Attestation {
            gpus,
            multiplier,
            stake_per_unit: 200 * IO,
            ..Attestation::default()
        }
    }

    #[test]
    fn the_examples_of_the_specification() {
        assert_eq!(attestation(8, 10 * UNIT).required_stake(), 16_000 * IO);
        assert_eq!(attestation(3, UNIT / 4).required_stake(), 600 * IO);
        let units = |own, active| attestation(8, 10 * UNIT).effective_units(own * IO, active * IO);
        assert_eq!(units(6_000, 12_000), 60 * UNIT);
        assert_eq!(units(2_000, 50_000), 20 * UNIT);
        assert_eq!(units(50_000, 50_000), 80 * UNIT);
        assert_eq!(attestation(0, UNIT).effective_units(IO, IO), 0);
    }
}
