//! The price of time: what has been used up, and the fees on it. Always on the running total, so that it
//! does not matter how often anybody looks.

use anchor_lang::prelude::*;
use io_common::{
    constants::HOUR,
    math::{bps_of, mul_div, Checked, Rounding},
    oracle::{price::io_for_usd, Price},
    Result,
};

/// Seconds of an hour, as the meter divides.
const HOUR_SECONDS: u64 = HOUR as u64;

/// Time booked at one rate.
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Segment {
    /// Base units an hour, for all GPUs together.
    pub rate: u64,
    /// Seconds; 0 if the segment is not booked.
    pub seconds: u32,
    /// Zero.
    pub padding: [u8; 4],
}

impl Segment {
    /// A segment.
    pub fn new(rate: u64, seconds: u32) -> Self {
        Self {
            rate,
            seconds,
            padding: [0; 4],
        }
    }
}

/// The terms of a reservation, as booked.
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// Seconds that the supplier has to start.
    pub start_window: u32,
    /// Seconds of metered time held back, and seconds for which they stay after the end.
    pub hold_back: u32,
    /// Seconds that whoever terminates forfeits.
    pub forfeit: u32,
    /// Fee on top of what is used, in bps.
    pub renter_fee_bps: u16,
    /// Fee off what is used, in bps.
    pub supplier_fee_bps: u16,
}

impl Terms {
    /// The renter's fee on `gross`, rounded up.
    ///
    /// # Errors
    /// `MathOverflow`, not reachable with fees below 100 %.
    pub fn renter_fee(&self, gross: u64) -> Result<u64> {
        bps_of(gross, self.renter_fee_bps.into(), Rounding::Up)
    }

    /// The supplier's fee on `gross`, rounded up.
    ///
    /// # Errors
    /// As [`renter_fee`](Self::renter_fee).
    pub fn supplier_fee(&self, gross: u64) -> Result<u64> {
        bps_of(gross, self.supplier_fee_bps.into(), Rounding::Up)
    }

    /// What the renter pays for `gross`: its fee comes on top.
    ///
    /// # Errors
    /// `MathOverflow` above 64 bits.
    pub fn cost(&self, gross: u64) -> Result<u64> {
        gross.plus(self.renter_fee(gross)?)
    }

    /// What the supplier gets of `gross`: its fee comes off.
    ///
    /// # Errors
    /// As [`renter_fee`](Self::renter_fee).
    pub fn net(&self, gross: u64) -> Result<u64> {
        gross.minus(self.supplier_fee(gross)?)
    }

    /// The fees of both sides on `gross`.
    ///
    /// # Errors
    /// As [`cost`](Self::cost).
    pub fn fees(&self, gross: u64) -> Result<u64> {
        self.renter_fee(gross)?.plus(self.supplier_fee(gross)?)
    }
}

/// Base units an hour for `gpus` GPUs at `price_micro_usd` each: the same number in USDC, without a
/// `price` of IO; with one, IO at its conservative price, rounded up.
///
/// # Errors
/// `MathOverflow` above 64 bits, `OracleConfidence` if the price is nothing but uncertainty.
pub fn rate(price_micro_usd: u64, gpus: u32, price: Option<&Price>) -> Result<u64> {
    let micro_usd = price_micro_usd.times(gpus.into())?;
    match price {
        None => Ok(micro_usd),
        Some(price) => io_for_usd(micro_usd, price.conservative()?, Rounding::Up),
    }
}

/// Base units for the first `seconds` of the segments, each segment's part rounded down.
///
/// # Errors
/// `MathOverflow` above 64 bits.
pub fn gross(segments: &[Segment], mut seconds: u32) -> Result<u64> {
    let mut sum = 0_u64;
    for segment in segments {
        let used = segment.seconds.min(seconds);
        if used == 0 {
            break;
        }
        let price = mul_div(segment.rate, used.into(), HOUR_SECONDS, Rounding::Down)?;
        (sum, seconds) = (sum.plus(price)?, seconds.minus(used)?);
    }
    Ok(sum)
}

/// Seconds booked over all segments.
///
/// # Errors
/// `MathOverflow` above 32 bits.
pub fn total_seconds(segments: &[Segment]) -> Result<u32> {
    segments
        .iter()
        .try_fold(0_u32, |sum, segment| sum.plus(segment.seconds))
}

#[cfg(test)]
mod tests {
    use super::*;
    use io_common::CommonError;
    use proptest::prelude::*;

    fn segments() -> impl Strategy<Value = Vec<Segment>> {
        let segment = (1..=1_000_000_000_000_u64, 1..=600_000_u32);
        prop::collection::vec(segment.prop_map(|(rate, s)| Segment::new(rate, s)), 1..=5)
    }

    fn terms(bps: u16) -> Terms {
        Terms {
            renter_fee_bps: bps,
            supplier_fee_bps: bps,
            ..Terms::default()
        }
    }

    proptest! {
        #[test]
        fn gross_grows_with_time_and_never_beyond_the_booking(
            segments in segments(), a in 0..=3_000_000_u32, b in 0..=3_000_000_u32,
        ) {
            let (early, late) = (a.min(b), a.max(b));
            let total = total_seconds(&segments).unwrap();
            prop_assert!(gross(&segments, early).unwrap() <= gross(&segments, late).unwrap());
            prop_assert_eq!(
                gross(&segments, late.max(total)).unwrap(),
                gross(&segments, total).unwrap()
            );
        }

        #[test]
        fn gross_is_the_exact_price_less_under_a_unit_a_segment(
            segments in segments(), seconds in 0..=3_000_000_u32,
        ) {
            let mut left = seconds;
            let exact: u128 = segments.iter().map(|segment| {
                let used = segment.seconds.min(left);
                left -= used;
                u128::from(segment.rate) * u128::from(used)
            }).sum();
            let got = u128::from(gross(&segments, seconds).unwrap()) * 3_600;
            prop_assert!(got <= exact && exact - got < 3_600 * segments.len() as u128);
        }

        /// A unit more of gross never makes anybody's part smaller: what was paid stays due.
        #[test]
        fn every_part_grows_with_gross(gross in 0..=1_u64 << 50, bps in 0..=10_000_u16) {
            let terms = terms(bps);
            for part in [Terms::cost, Terms::net, Terms::fees] {
                prop_assert!(part(&terms, gross).unwrap() <= part(&terms, gross + 1).unwrap());
            }
        }

        #[test]
        fn p13_the_parts_of_a_cost_add_up(gross in 0..=1_u64 << 50, bps in 0..=10_000_u16) {
            let terms = terms(bps);
            let parts = terms.net(gross).unwrap() + terms.fees(gross).unwrap();
            prop_assert_eq!(terms.cost(gross).unwrap(), parts);
        }

        #[test]
        fn io_rounds_up_and_covers_the_dollar_price(
            micro_usd in 1..=100_000_000_u64, gpus in 1..=10_000_u32, spot in 1_000_000_000..=PICO,
        ) {
            let price = Price { spot, ema: spot, confidence: spot / 100, publish_time: 0 };
            let io = rate(micro_usd, gpus, Some(&price)).unwrap();
            let asked = u128::from(micro_usd) * u128::from(gpus) * 100_000_000_000_000;
            let used = u128::from(spot - spot / 100);
            prop_assert!(u128::from(io) * used >= asked && u128::from(io - 1) * used < asked);
        }
    }

    const PICO: u64 = 1_000_000_000_000_000;

    #[test]
    fn fees_are_rounded_up() {
        assert_eq!(terms(25).renter_fee(1), Ok(1));
        assert_eq!(terms(25).renter_fee(0), Ok(0));
        assert_eq!(terms(225).supplier_fee(10_000), Ok(225));
        assert_eq!(terms(225).supplier_fee(10_001), Ok(226));
    }

    #[test]
    fn usdc_is_the_dollar_price() {
        assert_eq!(rate(2_490_000, 8, None), Ok(19_920_000));
    }

    #[test]
    fn a_price_beyond_64_bits_is_an_error_not_a_wrap() {
        assert_eq!(rate(u64::MAX, 2, None), Err(CommonError::MathOverflow));
        let dear = [Segment::new(u64::MAX, 7_200)];
        assert_eq!(gross(&dear, 7_200), Err(CommonError::MathOverflow));
    }
}
