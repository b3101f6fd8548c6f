//! The emission table against big-number arithmetic that shares nothing with its generator.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::integer_division,
    clippy::unwrap_used
)]

#[path = "../examples/emission_table.rs"]
mod generator;

use io_common::{constants::*, schedule::*};
use num_bigint::{BigInt, BigUint};
use num_integer::Integer;
use num_traits::{One, Zero};
use proptest::prelude::*;
use sha2::{Digest, Sha256};

/// Decimal fixed point, where the generator's is binary: 120 digits.
fn scale() -> BigInt {
    BigInt::from(10_u8).pow(120)
}

/// q by Newton's method on f(q) = Σ_{m<240} qᵐ − 7.5 · Σ_{m<12} qᵐ, where the generator bisects for q¹².
fn monthly_factor() -> BigInt {
    let scale = scale();
    let mut q = &scale * 989 / 1000;
    for _ in 0..20 {
        let (mut power, mut slope, mut value, mut derivative) = (
            scale.clone(),
            BigInt::zero(),
            BigInt::zero(),
            BigInt::zero(),
        );
        for month in 0..240_u32 {
            // Times two, so that 7.5 is whole.
            let weight = if month < 12 { 2 - 15 } else { 2 };
            value += &power * weight;
            derivative += &slope * weight;
            // (qᵐ⁺¹)' = q · (qᵐ)' + qᵐ
            slope = &slope * &q / &scale + &power;
            power = &power * &q / &scale;
        }
        q -= value * &scale / derivative;
    }
    q
}

#[test]
fn the_factor_is_the_published_one() {
    let digits = monthly_factor().to_string();
    assert_eq!(&digits[..29], "98904112694145279432278994073");
}

#[test]
fn p03_every_entry_is_the_exact_real_rounded_half_even() {
    let (scale, q) = (scale(), monthly_factor());
    let powers: Vec<BigInt> =
        std::iter::successors(Some(scale.clone()), |power| Some(power * &q / &scale))
            .take(240)
            .collect();
    let whole: BigInt = powers.iter().sum();
    let mut sum = BigInt::zero();
    for (month, entry) in CUMULATIVE.iter().enumerate() {
        let numerator = &sum * TOTAL_EMISSION * 2_u8 + &whole;
        let (nearest, _) = numerator.div_mod_floor(&(&whole * 2_u8));
        // No entry is close to a tie, so half-up and half-even agree; the margin shows it.
        let distance =
            (&sum * TOTAL_EMISSION - &nearest * &whole).magnitude() * BigUint::from(2_u8);
        let margin = whole.magnitude() - distance;
        assert!(
            margin > BigUint::one() << 300,
            "month {month} is too close to a tie"
        );
        assert_eq!(BigInt::from(*entry), nearest, "month {month}");
        if let Some(power) = powers.get(month) {
            sum += power;
        }
    }
}

#[test]
fn the_table_has_the_published_hash() {
    let lines: Vec<String> = CUMULATIVE.iter().map(u64::to_string).collect();
    let hash: String = Sha256::digest(lines.join("\n"))
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert_eq!(
        hash,
        "cb903d7f51e048f26fb49d9883b551e40a4f028f034274c964b8fe42a8f76da6"
    );
}

#[test]
fn the_generator_prints_the_committed_table() {
    assert_eq!(
        generator::render(),
        include_str!("../src/schedule/table.rs")
    );
}

#[test]
fn year_one_is_8_percent_of_genesis_and_every_month_is_lower() {
    assert_eq!(cumulative(12 * HOURS_PER_MONTH), GENESIS_SUPPLY / 100 * 8);
    let months: Vec<u64> = CUMULATIVE
        .windows(2)
        .map(|pair| pair[1] - pair[0])
        .collect();
    assert!(months.windows(2).all(|pair| pair[1] < pair[0]));
    assert_eq!(months[0], 353_904_144_703_323);
    assert_eq!(months[239], 25_416_489_023_711);
    assert_eq!(hourly(0), 484_800_198_223);
}

#[test]
fn p01_the_schedule_ends_at_exactly_300_million() {
    assert_eq!(cumulative(TOTAL_HOURS), TOTAL_EMISSION);
    assert_eq!(cumulative(u32::MAX), TOTAL_EMISSION);
    assert_eq!(hourly(TOTAL_HOURS), 0);
    assert_eq!((0..TOTAL_HOURS).map(hourly).sum::<u64>(), TOTAL_EMISSION);
    assert_eq!(GENESIS_SUPPLY + TOTAL_EMISSION, SUPPLY_CAP);
}

proptest! {
    #[test]
    fn p03_any_split_sums_the_same(mut cuts in prop::collection::vec(0..=TOTAL_HOURS, 2..50)) {
        cuts.sort_unstable();
        let (first, last) = (cuts[0], cuts[cuts.len() - 1]);
        let parts = cuts.windows(2).map(|cut| cumulative(cut[1]) - cumulative(cut[0]));
        prop_assert_eq!(parts.sum::<u64>(), cumulative(last) - cumulative(first));
    }
}
