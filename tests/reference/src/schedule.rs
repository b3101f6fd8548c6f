//! How much each hour emits: 300 million IO in 240 months of 730 hours, 40 million of them in the first year,
//! every month by the same factor less than the one before.

use num_bigint::BigUint;
use num_traits::{One, ToPrimitive, Zero};

use crate::rules::IO;

/// Months in which IO is emitted.
pub const MONTHS: usize = 240;
/// Hours of a month.
pub const HOURS: usize = 730;
/// Everything that is ever emitted, in base units.
pub const TOTAL: u64 = 300_000_000 * IO;
/// Decimal places of the factor.
const PLACES: u32 = 110;

/// What every hour emits.
#[derive(Clone, Debug)]
pub struct Schedule {
    /// Emitted by the end of each month, the first entry being nothing, in base units.
    pub months: Vec<u64>,
    hours: Vec<u64>,
}

impl Schedule {
    /// Works out every hour.
    pub fn new() -> Self {
        let months = months(&monthly_factor());
        let mut hours = Vec::with_capacity(MONTHS * HOURS);
        for month in months.windows(2) {
            let all = u128::from(month[1] - month[0]);
            // By the end of the hour, rounded down, less what was emitted by its start.
            let by = |hour: usize| (all * hour as u128 / HOURS as u128) as u64;
            hours.extend((0..HOURS).map(|hour| by(hour + 1) - by(hour)));
        }
        Self { months, hours }
    }

    /// Base units of an hour of the schedule, the first being 0; nothing after the last.
    pub fn hour(&self, hour: usize) -> u64 {
        self.hours.get(hour).copied().unwrap_or(0)
    }

    /// Hours that emit something.
    pub fn len(&self) -> usize {
        self.hours.len()
    }

    /// Always false.
    pub fn is_empty(&self) -> bool {
        self.hours.is_empty()
    }
}

impl Default for Schedule {
    fn default() -> Self {
        Self::new()
    }
}

fn one() -> BigUint {
    BigUint::from(10_u8).pow(PLACES)
}

/// The factor from month to month, with [`PLACES`] decimals. Its twelfth power y, the factor from year to year, makes
/// twenty years 7.5 times the first: 1 + y + … + y¹⁹ = 7.5. The sum rises with y, so that y is found digit by digit.
fn monthly_factor() -> BigUint {
    let one = one();
    let target = &one * 15_u8 / 2_u8;
    let years = |y: &BigUint| (0..19).fold(one.clone(), |sum, _| &one + sum * y / &one);
    let (mut y, mut digit) = (BigUint::zero(), &one / 10_u8);
    while !digit.is_zero() {
        while years(&(&y + &digit)) <= target {
            y += &digit;
        }
        digit /= 10_u8;
    }
    (y * one.pow(11)).nth_root(12)
}

/// 300 million · (1 − qᵐ) / (1 − q²⁴⁰) at the end of each month m, rounded half-even.
fn months(q: &BigUint) -> Vec<u64> {
    let one = one();
    let mut powers = vec![one.clone()];
    for month in 0..MONTHS {
        powers.push(&powers[month] * q / &one);
    }
    let whole = &one - &powers[MONTHS];
    let rounded = |power: &BigUint| half_even(&((&one - power) * TOTAL), &whole);
    powers.iter().map(rounded).collect()
}

fn half_even(numerator: &BigUint, denominator: &BigUint) -> u64 {
    let (down, rest) = (numerator / denominator, numerator % denominator);
    let twice = rest * 2_u8;
    let up = twice > *denominator || (twice == *denominator && down.bit(0));
    let nearest = if up { down + BigUint::one() } else { down };
    nearest.to_u64().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    #[test]
    fn the_factor_and_the_months_are_the_published_ones() {
        let digits = monthly_factor().to_string();
        assert_eq!(&digits[..32], "98904112694145279432278994073562");
        let months = Schedule::new().months;
        let lines: Vec<String> = months.iter().map(u64::to_string).collect();
        let hash = Sha256::digest(lines.join("\n"));
        let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(
            hash,
            "cb903d7f51e048f26fb49d9883b551e40a4f028f034274c964b8fe42a8f76da6"
        );
    }

    #[test]
    fn the_hours_are_300_million() {
        let schedule = Schedule::new();
        assert_eq!(schedule.len(), 175_200);
        assert_eq!(
            (0..200_000).map(|hour| schedule.hour(hour)).sum::<u64>(),
            TOTAL
        );
        assert_eq!(schedule.hour(0), 484_800_198_223);
    }

    #[test]
    fn a_half_goes_to_the_even_neighbour() {
        let rounded = |n: u8, d: u8| half_even(&n.into(), &d.into());
        assert_eq!(
            [rounded(1, 2), rounded(3, 2), rounded(5, 2), rounded(7, 4)],
            [0, 2, 2, 2]
        );
    }
}
