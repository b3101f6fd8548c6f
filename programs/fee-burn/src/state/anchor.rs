//! The slow anchor.

use anchor_lang::prelude::*;
use io_common::{
    constants::{BPS, DAY},
    math::{bps_of, mul_div, Checked, Rounding},
    Result,
};

use super::Config;

/// A moving average of the oracle's average, over 30 days. It moves by at most 10 % a day, by at most 10 % for one
/// reading however old the last one is, and at most once an interval. So a false price has little effect on it.
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Anchor {
    /// Pico-USD for one IO.
    pub price: u64,
    /// When it was last updated, in unix seconds.
    pub updated_at: i64,
}

impl Anchor {
    /// When it can move next, in unix seconds: as often as auctions can be opened.
    pub fn next_update_at(&self, config: &Config) -> i64 {
        self.updated_at.saturating_add(config.interval.into())
    }

    /// Follows `ema`, in pico-USD. The anchor covers the same part of the distance as the elapsed time is of the
    /// period, rounded down, within the daily limit. Within the interval since its last move it stays; that time
    /// counts for the next move.
    ///
    /// # Errors
    /// `MathOverflow`, which cannot occur with prices within the oracle's band.
    pub fn follow(&mut self, ema: u64, config: &Config, now: i64) -> Result<()> {
        if now < self.next_update_at(config) {
            return Ok(());
        }
        let elapsed = now.saturating_sub(self.updated_at);
        let elapsed = |longest: u64| u64::try_from(elapsed).unwrap_or(0).min(longest);
        let (period, day) = (u64::from(config.anchor_period), DAY as u64);

        let distance = self.price.abs_diff(ema);
        let step = mul_div(distance, elapsed(period), period, Rounding::Down)?;
        let daily = bps_of(self.price, config.anchor_daily_bps.into(), Rounding::Down)?;
        let step = step.min(mul_div(daily, elapsed(day), day, Rounding::Down)?);

        self.price = if ema > self.price {
            self.price.plus(step)?
        } else {
            self.price.minus(step)?
        };
        self.updated_at = now;
        Ok(())
    }

    /// k, the factor by which the budget follows the price, in bps: anchor divided by reference, within its limits.
    /// When IO is cheap, more is burned; when it is expensive, less.
    ///
    /// # Errors
    /// `DivisionByZero` for a reference of 0, which the oracle refuses.
    pub fn factor_bps(&self, reference: u64, config: &Config) -> Result<u64> {
        let limits = (config.min_factor_bps.into(), config.max_factor_bps.into());
        // A quotient too wide for 64 bits is above every limit.
        let ratio = match mul_div(self.price, BPS, reference, Rounding::Down) {
            Err(io_common::CommonError::MathOverflow) => u64::MAX,
            ratio => ratio?,
        };
        Ok(ratio.clamp(limits.0, limits.1))
    }

    /// The highest price for which the engine bids, in pico-USD.
    ///
    /// # Errors
    /// `MathOverflow`, which cannot occur with prices within the oracle's band.
    pub fn cap(&self, config: &Config) -> Result<u64> {
        bps_of(self.price, config.anchor_cap_bps.into(), Rounding::Down)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use io_common::constants::HOUR;
    use proptest::prelude::*;

    fn anchor(price: u64) -> Anchor {
        Anchor {
            price,
            updated_at: 0,
        }
    }

    #[test]
    fn it_makes_up_a_thirtieth_of_the_distance_in_a_day() {
        let mut anchor = anchor(3_000_000);
        anchor.follow(3_600_000, &Config::testing(), DAY).unwrap();
        assert_eq!(anchor.price, 3_020_000);
        anchor.follow(20_000, &Config::testing(), 2 * DAY).unwrap();
        assert_eq!(anchor.price, 2_920_000);
        // A clock that stepped back moves nothing.
        anchor.follow(20_000, &Config::testing(), DAY).unwrap();
        assert_eq!((anchor.price, anchor.updated_at), (2_920_000, 2 * DAY));
    }

    #[test]
    fn it_moves_once_an_interval_and_loses_no_time() {
        let config = Config::testing();
        let mut often = anchor(24_000_000);
        // Readings within the interval change nothing.
        for (second, ema) in [(1, 1), (HOUR - 1, 1), (HOUR, 25_000_000), (HOUR + 1, 1)] {
            often.follow(ema, &config, second).unwrap();
        }
        let mut once = anchor(24_000_000);
        assert_eq!(once.next_update_at(&config), HOUR);
        once.follow(25_000_000, &config, HOUR).unwrap();
        // A 720th of the distance.
        assert_eq!((once.price, once), (24_001_388, often));
        assert_eq!(once.next_update_at(&config), 2 * HOUR);
    }

    #[test]
    fn one_reading_moves_it_by_a_tenth_at_most_after_any_silence() {
        for silence in [DAY, 30 * DAY, 10_000 * DAY] {
            let mut anchor = anchor(1_000_000);
            anchor
                .follow(1_000_000_000, &Config::testing(), silence)
                .unwrap();
            assert_eq!(anchor.price, 1_100_000);
        }
    }

    #[test]
    fn each_part_of_a_step_is_rounded_down() {
        let follow = |price, ema, now| {
            let mut anchor = anchor(price);
            anchor.follow(ema, &Config::testing(), now).unwrap();
            anchor.price
        };
        // A thirtieth of 29; a tenth of 15 in a day; the part of a tenth that an hour is of a day.
        assert_eq!(follow(1_000_000, 1_000_029, DAY), 1_000_000);
        assert_eq!(follow(15, 1_000_000, DAY), 16);
        assert_eq!(follow(239, 1_000_000_000, HOUR), 239);
        assert_eq!(anchor(3).cap(&Config::testing()), Ok(4));
    }

    #[test]
    fn the_factor_is_anchor_over_price_within_a_half_and_two() {
        let anchor = anchor(1_000_000);
        for (reference, factor) in [
            (1, 20_000),
            (500_000, 20_000),
            (800_000, 12_500),
            (1_000_000, 10_000),
            (1_250_000, 8_000),
            (2_000_000, 5_000),
            (u64::MAX, 5_000),
        ] {
            assert_eq!(
                anchor.factor_bps(reference, &Config::testing()),
                Ok(factor),
                "{reference}"
            );
        }
        let beyond = Anchor {
            price: u64::MAX,
            ..anchor
        };
        assert_eq!(beyond.factor_bps(1, &Config::testing()), Ok(20_000));
    }

    proptest! {
        /// P-16: with the oracle under an attacker's control for hours, the anchor moves by no more than its daily
        /// limit, and never past the price that it follows.
        #[test]
        fn p16_the_anchor_moves_by_a_tenth_a_day_at_most(
            start in 1_000_000_000_u64..1_000_000_000_000_000,
            prices in prop::collection::vec(1_000_000_000_u64..1_000_000_000_000_000, 24),
        ) {
            let mut anchor = anchor(start);
            let (mut highest, mut lowest) = (start, start);
            for (hour, price) in (1..).zip(prices) {
                let before = anchor.price;
                anchor.follow(price, &Config::testing(), hour * HOUR).unwrap();
                prop_assert!((before.min(price)..=before.max(price)).contains(&anchor.price));
                (highest, lowest) = (highest.max(anchor.price), lowest.min(anchor.price));
            }
            // Compounded by the hour: (1 + 0.1 / 24)^24 < 1.1050, (1 − 0.1 / 24)^24 > 0.9046.
            prop_assert!(u128::from(highest) * 10_000 <= u128::from(start) * 11_050);
            prop_assert!(u128::from(lowest) * 10_000 >= u128::from(start) * 9_046 - 240_000);
        }
    }
}
