//! The price of time: what has been used up, and the fees on it. Always on the running total, so that it
//! does not matter how often anybody looks.

use anchor_lang::prelude::*;
use io_common::{
    constants::HOUR,
    math::{bps_of, mul_div, Checked, Rounding},
    oracle::{price::io_for_usd, Price},
    Result,
};

use crate::{constants::MAX_SEGMENTS, error::MarketplaceError};

/// Seconds of an hour, as the meter divides.
const HOUR_SECONDS: u64 = HOUR as u64;

/// Time booked at one rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Base units an hour, for all GPUs together.
    pub rate: u64,
    /// Seconds.
    pub seconds: u32,
}

impl Segment {
    /// Base units for the first `seconds` of it, rounded down.
    ///
    /// # Errors
    /// `MathOverflow` above 64 bits.
    pub fn gross(&self, seconds: u32) -> Result<u64> {
        let used = self.seconds.min(seconds);
        mul_div(self.rate, used.into(), HOUR_SECONDS, Rounding::Down)
    }
}

/// What is booked, in order.
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Segments {
    /// Base units an hour of each segment, for all GPUs together.
    pub rates: [u64; MAX_SEGMENTS],
    /// Seconds of each segment; 0 if it is not booked.
    pub seconds: [u32; MAX_SEGMENTS],
    /// Seconds of all together that are no longer held back.
    pub settled: u32,
}

impl Segments {
    /// One segment.
    pub fn new(first: Segment) -> Self {
        let mut segments = Self::default();
        (segments.rates[0], segments.seconds[0]) = (first.rate, first.seconds);
        segments
    }

    /// The segments that are booked.
    pub fn booked(&self) -> impl Iterator<Item = Segment> + '_ {
        let all = self.rates.iter().zip(&self.seconds);
        all.map(|(&rate, &seconds)| Segment { rate, seconds })
            .take_while(|segment| segment.seconds > 0)
    }

    /// Books another segment behind the others.
    ///
    /// # Errors
    /// `TooManySegments` when all are booked.
    pub fn push(&mut self, segment: Segment) -> anchor_lang::Result<()> {
        let place = self.booked().count();
        require!(place < MAX_SEGMENTS, MarketplaceError::TooManySegments);
        (self.rates[place], self.seconds[place]) = (segment.rate, segment.seconds);
        Ok(())
    }

    /// Seconds booked.
    ///
    /// # Errors
    /// `MathOverflow` above 32 bits.
    pub fn total(&self) -> Result<u32> {
        let mut seconds = self.seconds.iter();
        seconds.try_fold(0_u32, |sum, &seconds| sum.plus(seconds))
    }

    /// Base units for the first `seconds`, each segment's part rounded down.
    ///
    /// # Errors
    /// `MathOverflow` above 64 bits.
    pub fn gross(&self, mut seconds: u32) -> Result<u64> {
        let mut sum = 0_u64;
        for segment in self.booked() {
            sum = sum.plus(segment.gross(seconds)?)?;
            seconds = seconds.saturating_sub(segment.seconds);
            if seconds == 0 {
                break;
            }
        }
        Ok(sum)
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
    /// Seconds of downtime after which the renter may leave at the earliest.
    pub min_downtime: u32,
    /// Seconds that the council has to decide a dispute.
    pub decision_time: u32,
    /// Downtime above which the renter may leave, in bps of the time booked.
    pub max_downtime_bps: u16,
    /// Deposit of a dispute, in bps of what it freezes.
    pub deposit_bps: u16,
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

    /// The deposit of a dispute of `gross`, rounded up.
    ///
    /// # Errors
    /// As [`renter_fee`](Self::renter_fee).
    pub fn deposit(&self, gross: u64) -> Result<u64> {
        bps_of(gross, self.deposit_bps.into(), Rounding::Up)
    }

    /// Seconds of downtime that the renter of `booked` seconds puts up with, rounded down.
    ///
    /// # Errors
    /// As [`renter_fee`](Self::renter_fee).
    pub fn allowed_downtime(&self, booked: u32) -> Result<u64> {
        let part = bps_of(booked.into(), self.max_downtime_bps.into(), Rounding::Down)?;
        Ok(part.max(self.min_downtime.into()))
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

#[cfg(test)]
mod tests {
    use super::*;
    use io_common::CommonError;
    use proptest::prelude::*;

    fn segments() -> impl Strategy<Value = Segments> {
        let segment = (1..=1_000_000_000_000_u64, 1..=600_000_u32);
        prop::collection::vec(segment, 1..=5).prop_map(|booked| {
            let mut segments = Segments::default();
            for (rate, seconds) in booked {
                segments.push(Segment { rate, seconds }).unwrap();
            }
            segments
        })
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
            let total = segments.total().unwrap();
            prop_assert!(segments.gross(early).unwrap() <= segments.gross(late).unwrap());
            prop_assert_eq!(
                segments.gross(late.max(total)).unwrap(),
                segments.gross(total).unwrap()
            );
        }

        #[test]
        fn gross_is_the_exact_price_less_under_a_unit_a_segment(
            segments in segments(), seconds in 0..=3_000_000_u32,
        ) {
            let mut left = seconds;
            let exact: u128 = segments.booked().map(|segment| {
                let used = segment.seconds.min(left);
                left -= used;
                u128::from(segment.rate) * u128::from(used)
            }).sum();
            let got = u128::from(segments.gross(seconds).unwrap()) * 3_600;
            prop_assert!(got <= exact && exact - got < 3_600 * segments.booked().count() as u128);
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
        let deposit = |gross| {
            let deposit_bps = 500;
            let terms = terms(0);
            Terms {
                deposit_bps,
                ..terms
            }
            .deposit(gross)
        };
        assert_eq!((deposit(20), deposit(21)), (Ok(1), Ok(2)));
    }

    #[test]
    fn a_reservation_has_a_booking_and_four_extensions() {
        let hour = Segment {
            rate: 100,
            seconds: 3_600,
        };
        let mut segments = Segments::new(hour);
        for _ in 0..4 {
            segments.push(hour).unwrap();
        }
        assert_eq!(
            (segments.total(), segments.gross(9_000)),
            (Ok(18_000), Ok(250))
        );
        let fifth = segments.push(hour).unwrap_err();
        assert_eq!(fifth, MarketplaceError::TooManySegments.into());
    }

    #[test]
    fn a_long_booking_allows_a_part_of_it_and_a_short_one_an_hour_of_downtime() {
        let terms = Terms {
            max_downtime_bps: 500,
            min_downtime: 3_600,
            ..Terms::default()
        };
        assert_eq!(terms.allowed_downtime(7_200), Ok(3_600));
        assert_eq!(terms.allowed_downtime(100 * 3_600), Ok(5 * 3_600));
        assert_eq!(terms.allowed_downtime(100 * 3_600 + 19), Ok(5 * 3_600));
    }

    #[test]
    fn usdc_is_the_dollar_price() {
        assert_eq!(rate(2_490_000, 8, None), Ok(19_920_000));
    }

    #[test]
    fn a_price_beyond_64_bits_is_an_error_not_a_wrap() {
        assert_eq!(rate(u64::MAX, 2, None), Err(CommonError::MathOverflow));
        let dear = Segments::new(Segment {
            rate: u64::MAX,
            seconds: 7_200,
        });
        assert_eq!(dear.gross(7_200), Err(CommonError::MathOverflow));
    }
}
