//! The price of time and the fees on it. Amounts are computed on the running total, so the number of settlements does
//! not matter.

use anchor_lang::prelude::*;
use core::ops::Range;
use io_common::{
    constants::HOUR,
    math::{bps_of, mul_div, Checked, Rounding},
    oracle::{price::io_for_usd, Price},
    require, CommonError, Result,
};

use crate::{constants::MAX_SEGMENTS, error::MarketplaceError};

/// Seconds of an hour, as the meter divides.
const HOUR_SECONDS: u64 = HOUR as u64;

/// Time reserved at one rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Base units per hour, for all GPUs together.
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

/// The reserved segments, in order. Seconds are metered: reserved time less final downtime. So each segment is priced
/// by its own seconds, and the first `n` seconds are the first `n` that were served.
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Segments {
    /// Base units per hour of each segment, for all GPUs together; 0 for a free segment.
    pub rates: [u64; MAX_SEGMENTS],
    /// Seconds of each segment, less its final downtime.
    pub seconds: [u32; MAX_SEGMENTS],
    /// Metered seconds, over all segments, that are no longer held back.
    pub settled: u32,
    /// Seconds of the segments that were folded; they come before the others.
    pub base_seconds: u32,
    /// Zero.
    pub padding: [u8; 4],
    /// Price of the folded seconds, in base units, each segment's part rounded down.
    pub base_gross: u64,
}

impl Segments {
    /// One segment.
    pub fn new(first: Segment) -> Self {
        let mut segments = Self::default();
        (segments.rates[0], segments.seconds[0]) = (first.rate, first.seconds);
        segments
    }

    /// The segments that are reserved, without those that were folded.
    pub fn reserved(&self) -> impl Iterator<Item = Segment> + '_ {
        let all = self.rates.iter().zip(&self.seconds);
        all.map(|(&rate, &seconds)| Segment { rate, seconds })
            .take_while(|segment| segment.rate > 0)
    }

    /// Reserves more time after the others: at the rate of the last segment it extends that one, else it adds a
    /// segment. Returns the increase of the total price in base units.
    ///
    /// # Errors
    /// `TooManySegments` if none is free, `MathOverflow` above 64 bits or 32 bits of seconds.
    pub fn push(&mut self, more: Segment) -> anchor_lang::Result<u64> {
        let count = self.reserved().count();
        let place = match count.checked_sub(1) {
            Some(last) if self.rates[last] == more.rate => last,
            _ => count,
        };
        require!(place < MAX_SEGMENTS, MarketplaceError::TooManySegments);
        let before = Segment {
            seconds: self.seconds[place],
            ..more
        };
        let after = Segment {
            seconds: before.seconds.plus(more.seconds)?,
            ..more
        };
        (self.rates[place], self.seconds[place]) = (after.rate, after.seconds);
        let price = before.gross(before.seconds)?;
        Ok(after.gross(after.seconds)?.minus(price)?)
    }

    /// Whether time at `rate` needs a segment of its own and none is free.
    pub fn is_full_for(&self, rate: u64) -> bool {
        self.rates
            .last()
            .is_some_and(|&last| last > 0 && last != rate)
    }

    /// Folds the segments that lie completely in the first `seconds`, and frees their places. From then on their price
    /// counts as a whole.
    ///
    /// # Errors
    /// `MathOverflow`, which cannot occur: the total price is below 64 bits.
    pub fn fold(&mut self, seconds: u32) -> Result<()> {
        let (mut end, mut gross, mut folded) = (self.base_seconds, self.base_gross, 0_usize);
        for (place, segment) in (1_usize..).zip(self.reserved()) {
            let next = end.plus(segment.seconds)?;
            if next > seconds {
                break;
            }
            (end, gross) = (next, gross.plus(segment.gross(segment.seconds)?)?);
            folded = place;
        }
        (self.base_seconds, self.base_gross) = (end, gross);
        self.rates[..folded].fill(0);
        self.seconds[..folded].fill(0);
        self.rates.rotate_left(folded);
        self.seconds.rotate_left(folded);
        Ok(())
    }

    /// Seconds of all segments.
    ///
    /// # Errors
    /// `MathOverflow` above 32 bits.
    pub fn total(&self) -> Result<u32> {
        let seconds = self.seconds.iter().copied().map(u64::from);
        let sum = u64::from(self.base_seconds).plus(seconds.sum())?;
        u32::try_from(sum).map_err(|_| CommonError::MathOverflow)
    }

    /// Removes the seconds of `lost` from their segments.
    ///
    /// # Errors
    /// `MathOverflow`, which cannot occur: a segment has all seconds that lie in it.
    pub fn remove(&mut self, lost: &Range<u32>) -> Result<()> {
        let mut start = self.base_seconds;
        for seconds in &mut self.seconds {
            let end = start.plus(*seconds)?;
            let here = lost.start.max(start)..lost.end.min(end);
            *seconds = seconds.minus(length(&here))?;
            start = end;
        }
        Ok(())
    }

    /// Base units for the first `seconds`, each segment's part rounded down; what was folded counts whole (P-28).
    ///
    /// # Errors
    /// `MathOverflow` above 64 bits.
    pub fn gross(&self, seconds: u32) -> Result<u64> {
        let mut sum = self.base_gross;
        let mut seconds = seconds.saturating_sub(self.base_seconds);
        for segment in self.reserved() {
            sum = sum.plus(segment.gross(seconds)?)?;
            seconds = seconds.saturating_sub(segment.seconds);
            if seconds == 0 {
                break;
            }
        }
        Ok(sum)
    }
}

/// Seconds of a range; 0 if it ends before it starts.
pub fn length(range: &Range<u32>) -> u32 {
    range.end.saturating_sub(range.start)
}

/// The terms of a reservation, fixed when it is made.
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// Seconds of metered time that are held back, and for which they stay held back after the end.
    pub hold_back: u32,
    /// Seconds of notice that the supplier owes. If it terminates, the missing ones are free, as far as they are held back.
    pub notice: u32,
    /// Seconds that the council has to decide a dispute.
    pub decision_time: u32,
    /// Seconds that the supplier has to start.
    pub start_window: u16,
    /// Seconds after the start within which a renter who terminates owes only the time used.
    pub grace: u16,
    /// Least seconds that a renter who terminates owes.
    pub forfeit: u16,
    /// Minimum hours that a renter who terminates owes.
    pub min_hours: u16,
    /// Minimum downtime after which the renter may terminate for free, in seconds: at most half of the time first
    /// reserved.
    pub min_downtime: u16,
    /// Downtime above which the renter may terminate for free, in bps of the elapsed time.
    pub max_downtime_bps: u16,
    /// Deposit of a dispute, in bps of the frozen amount.
    pub deposit_bps: u16,
    /// The supplier's share of the deposit if a dispute expires, in bps.
    pub undecided_bps: u16,
    /// The renter's fee, added to the price of the time used, in bps.
    pub renter_fee_bps: u16,
    /// The supplier's fee, deducted from the price of the time used, in bps.
    pub supplier_fee_bps: u16,
}

impl Terms {
    /// The renter's fee on `gross`, rounded up.
    ///
    /// # Errors
    /// `MathOverflow`, which cannot occur with fees below 100 %.
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

    /// Amount that the payer pays for `gross`, including its fee.
    ///
    /// # Errors
    /// `MathOverflow` above 64 bits.
    pub fn cost(&self, gross: u64) -> Result<u64> {
        gross.plus(self.renter_fee(gross)?)
    }

    /// Amount that the supplier gets of `gross`, less its fee.
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

    /// These terms for a reservation of `seconds` at an offer with `min_hours`. The notice is `notice_hours`, or the
    /// market's if that is longer.
    ///
    /// # Errors
    /// `MathOverflow`, which cannot occur with the hours of an offer.
    pub fn reserved(self, seconds: u32, min_hours: u32, notice_hours: u16) -> Result<Self> {
        let half = seconds.div_euclid(2);
        Ok(Self {
            notice: self.noticed(notice_hours)?,
            min_hours: short(min_hours)?,
            min_downtime: short(half.min(self.min_downtime.into()))?,
            ..self
        })
    }

    /// Seconds of notice at an offer with `notice_hours`: those hours, or the forfeit if that is longer.
    ///
    /// # Errors
    /// `MathOverflow`, which cannot occur with 16 bits.
    pub fn noticed(&self, notice_hours: u16) -> Result<u32> {
        let hours = u32::from(notice_hours).times(HOUR_SECONDS as u32)?;
        Ok(hours.max(self.forfeit.into()))
    }

    /// Minimum seconds that a renter who terminates owes, as far as they are reserved.
    ///
    /// # Errors
    /// `MathOverflow`, which cannot occur with 16 bits.
    pub fn least(&self) -> Result<u32> {
        let hours = u32::from(self.min_hours).times(HOUR_SECONDS as u32)?;
        Ok(hours.max(self.forfeit.into()))
    }

    /// Seconds of downtime that a reservation allows once `elapsed` seconds have passed, rounded down. Future time
    /// does not count, so no extension cures a breach.
    ///
    /// # Errors
    /// As [`renter_fee`](Self::renter_fee).
    pub fn allowed_downtime(&self, elapsed: u32) -> Result<u64> {
        let part = bps_of(elapsed.into(), self.max_downtime_bps.into(), Rounding::Down)?;
        Ok(part.max(self.min_downtime.into()))
    }

    /// The supplier's share of a deposit if the dispute expires, rounded up.
    ///
    /// # Errors
    /// As [`renter_fee`](Self::renter_fee).
    pub fn undecided(&self, deposit: u64) -> Result<u64> {
        bps_of(deposit, self.undecided_bps.into(), Rounding::Up)
    }

    /// The fees of both sides on `gross`.
    ///
    /// # Errors
    /// As [`cost`](Self::cost).
    pub fn fees(&self, gross: u64) -> Result<u64> {
        self.renter_fee(gross)?.plus(self.supplier_fee(gross)?)
    }
}

/// A parameter in the 16 bits that a reservation has for it.
///
/// # Errors
/// `MathOverflow`, which cannot occur within the hard ranges.
pub fn short(value: u32) -> Result<u16> {
    u16::try_from(value).map_err(|_| CommonError::MathOverflow)
}

/// Base units per hour for `gpus` GPUs at `price_micro_usd` each. Without `price`, in USDC: the same number. With
/// `price`, in IO at its conservative price, rounded up.
///
/// # Errors
/// `MathOverflow` above 64 bits, `OracleConfidence` if the confidence interval reaches zero.
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
    use proptest::prelude::*;

    fn segments() -> impl Strategy<Value = Segments> {
        let segment = (1..=1_000_000_000_000_u64, 1..=600_000_u32);
        prop::collection::vec(segment, 1..=5).prop_map(|reserved| {
            let mut segments = Segments::default();
            for (rate, seconds) in reserved {
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
        fn gross_grows_with_time_and_never_beyond_the_reserved_time(
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
            let exact: u128 = segments.reserved().map(|segment| {
                let used = segment.seconds.min(left);
                left -= used;
                u128::from(segment.rate) * u128::from(used)
            }).sum();
            let got = u128::from(segments.gross(seconds).unwrap()) * 3_600;
            prop_assert!(got <= exact && exact - got < 3_600 * segments.reserved().count() as u128);
        }

        /// One more unit of gross never lowers a part: what was paid stays due.
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
        let undecided = |undecided_bps| {
            let terms = terms(0);
            Terms {
                undecided_bps,
                ..terms
            }
            .undecided(3)
        };
        assert_eq!([0, 5_000, 10_000].map(undecided), [Ok(0), Ok(2), Ok(3)]);
    }

    #[test]
    fn there_is_a_place_for_each_of_five_rates() {
        let hour = |rate| Segment {
            rate,
            seconds: 3_600,
        };
        let mut segments = Segments::new(hour(100));
        for rate in [200, 100, 300, 400] {
            assert!(!segments.is_full_for(rate));
            assert_eq!(segments.push(hour(rate)), Ok(rate));
        }
        assert_eq!(
            (segments.total(), segments.gross(9_000)),
            (Ok(18_000), Ok(350))
        );
        for rate in [100, 300, 500] {
            assert!(segments.is_full_for(rate));
            let refused = segments.push(hour(rate)).unwrap_err();
            assert_eq!(refused, MarketplaceError::TooManySegments.into());
        }
        // More at the last rate needs none.
        assert!(!segments.is_full_for(400));
        assert_eq!(segments.push(hour(400)), Ok(400));
        assert_eq!(segments.seconds, [3_600, 3_600, 3_600, 3_600, 7_200]);
    }

    /// P-28.
    #[test]
    fn p28_more_at_the_last_rate_is_rounded_with_it() {
        let half = |seconds| Segment { rate: 3, seconds };
        let mut segments = Segments::new(half(600));
        assert_eq!(segments.gross(600), Ok(0));
        assert_eq!(segments.push(half(600)), Ok(1));
        assert_eq!(segments.push(half(600)), Ok(0));
        assert_eq!(segments.push(half(600)), Ok(1));
        assert_eq!(segments, Segments::new(half(2_400)));
    }

    #[test]
    fn p28_what_lies_wholly_in_front_is_folded() {
        let mut all = Segments::default();
        for (rate, seconds) in [(7, 600), (3_600, 10), (5, 900), (3_600, 20)] {
            all.push(Segment { rate, seconds }).unwrap();
        }
        for (until, base, left) in [
            (0, (0, 0), 4),
            (599, (0, 0), 4),
            (600, (600, 1), 3),
            (610, (610, 11), 2),
            (1_509, (610, 11), 2),
            (1_510, (1_510, 12), 1),
            (u32::MAX, (1_530, 32), 0),
        ] {
            let mut folded = all;
            folded.fold(until).unwrap();
            assert_eq!((folded.base_seconds, folded.base_gross), base);
            assert_eq!(folded.reserved().count(), left);
            assert_eq!(folded.total(), all.total());
            for seconds in base.0..=1_600 {
                assert_eq!(folded.gross(seconds), all.gross(seconds));
            }
            // In front of the base, the whole of it.
            assert_eq!(folded.gross(0), Ok(base.1));
            // Downtime lies behind what is folded.
            let (mut one, mut other) = (folded, all);
            for segments in [&mut one, &mut other] {
                segments.remove(&(base.0..base.0 + 5)).unwrap();
            }
            assert_eq!(one.total(), other.total());
            assert_eq!(one.gross(u32::MAX), other.gross(u32::MAX));
            // What is free takes as many rates more.
            for rate in 100..101 + all.rates.len() as u64 - left as u64 {
                folded.push(Segment { rate, seconds: 1 }).ok();
            }
            assert!(folded.is_full_for(1));
        }
    }

    #[test]
    fn a_part_of_the_time_that_has_passed_may_be_down_and_an_hour_or_half_of_the_first_segment() {
        let terms = Terms {
            max_downtime_bps: 500,
            min_downtime: 3_600,
            ..Terms::default()
        };
        for (reserved, elapsed, allowed) in [
            (100, 0, 3_600),
            (100, 20, 3_600),
            (100, 100, 5 * 3_600),
            (2, 2, 3_600),
            (1, 1, 1_800),
            // After an extension: half of the time first reserved, until a twentieth of the elapsed time is more.
            (1, 10, 1_800),
            (1, 20, 3_600),
        ] {
            let terms = terms.reserved(reserved * 3_600, 1, 0).unwrap();
            assert_eq!(terms.allowed_downtime(elapsed * 3_600), Ok(allowed));
        }
        assert_eq!(terms.allowed_downtime(100 * 3_600 + 19), Ok(5 * 3_600));
    }

    #[test]
    fn downtime_is_taken_off_the_segments_that_it_lies_in() {
        let mut segments = Segments::default();
        for rate in [4, 40, 400] {
            segments.push(Segment { rate, seconds: 10 }).unwrap();
        }
        for (lost, seconds) in [
            (3..3, [10, 10, 10]),
            (3..5, [8, 10, 10]),
            (6..10, [6, 8, 10]),
            (6..24, [6, 0, 0]),
            (0..6, [0, 0, 0]),
        ] {
            segments.remove(&lost).unwrap();
            assert_eq!(segments.seconds[..3], seconds);
        }
        // A segment that was down all the time stays reserved.
        segments
            .push(Segment {
                rate: 1,
                seconds: 7,
            })
            .unwrap();
        assert_eq!(segments.seconds, [0, 0, 0, 7, 0]);
    }

    #[test]
    fn who_terminates_owes_the_longer_of_forfeit_and_least_hours() {
        let forfeit = 3_600;
        for (min_hours, least) in [(0, 3_600), (1, 3_600), (2, 7_200), (8_760, 8_760 * 3_600)] {
            let terms = Terms {
                forfeit,
                ..Terms::default()
            };
            let terms = terms.reserved(3_600, min_hours, 0).unwrap();
            assert_eq!(terms.least(), Ok(least));
        }
    }

    #[test]
    fn p27_the_notice_is_that_of_the_offer_or_the_markets() {
        for (notice_hours, notice) in [(0, 3_600), (1, 3_600), (2, 7_200), (720, 30 * 86_400)] {
            let terms = Terms {
                forfeit: 3_600,
                ..Terms::default()
            };
            assert_eq!(
                terms.reserved(3_600, 1, notice_hours).unwrap().notice,
                notice
            );
        }
    }

    #[test]
    fn usdc_is_the_dollar_price() {
        assert_eq!(rate(2_490_000, 8, None), Ok(19_920_000));
    }

    #[test]
    fn a_price_beyond_64_bits_is_an_error_not_a_wrap() {
        assert_eq!(rate(u64::MAX, 2, None), Err(CommonError::MathOverflow));
        let expensive = Segments::new(Segment {
            rate: u64::MAX,
            seconds: 7_200,
        });
        assert_eq!(expensive.gross(7_200), Err(CommonError::MathOverflow));
    }
}
