//! A lot of USDC, and a bid for IO that rises until someone takes it.

use anchor_lang::prelude::*;
use io_common::{
    constants::BPS,
    math::{mul_div, Checked, Rounding},
    oracle::Price,
    require, require_gt, require_gte, CommonError,
};

use super::Config;
use crate::error::FeeBurnError;

/// The last auction.
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Auction {
    /// Base of the bid: the lowest of spot price, average and the cap of the anchor at the opening, in pico-USD for
    /// one IO.
    pub reference: u64,
    /// When it opened, in unix seconds.
    pub opened_at: i64,
    /// USDC of the lot, in micro-USD.
    pub lot: u64,
    /// USDC left of the lot, in micro-USD.
    pub left: u64,
}

impl Auction {
    /// When it is over, in unix seconds.
    pub fn ends_at(&self, config: &Config) -> i64 {
        self.opened_at.saturating_add(config.duration.into())
    }

    /// When the next one can open, in unix seconds: once the interval is over and, unless it is sold out, this
    /// auction too.
    pub fn next_opens_at(&self, config: &Config) -> i64 {
        let interval_over = self.opened_at.saturating_add(config.interval.into());
        if self.left == 0 {
            return interval_over;
        }
        interval_over.max(self.ends_at(config))
    }

    /// The bid at `now`, in pico-USD for one IO, rounded down: the lowest of the reference, the fresh spot price and
    /// the fresh average, times 1 + b. b rises from −3 % to +2 % with time.
    ///
    /// # Errors
    /// `MathOverflow`, which cannot occur with prices within the oracle's band.
    pub fn bid(&self, price: &Price, config: &Config, now: i64) -> io_common::Result<u64> {
        let base = self.reference.min(price.reference());
        let duration = i64::from(config.duration);
        let elapsed = now.minus(self.opened_at)?.clamp(0, duration);
        let (from, to) = (i64::from(config.bid_from_bps), i64::from(config.bid_to_bps));
        let rise = to.minus(from)?.times(elapsed)?;
        // (10,000 + from + (to − from) · elapsed / duration) / 10,000, with numerator and denominator times the
        // duration
        let whole = (BPS as i64).times(duration)?;
        let part = whole.plus(from.times(duration)?)?.plus(rise)?;
        let positive = |value: i64| u64::try_from(value).map_err(|_| CommonError::MathOverflow);
        mul_div(base, positive(part)?, positive(whole)?, Rounding::Down)
    }

    /// Takes `usdc` from what is left.
    ///
    /// # Errors
    /// `NoAuction`, `AuctionOver`, `FillTooLarge`, `FillTooSmall`.
    pub fn take(&mut self, usdc: u64, config: &Config, now: i64) -> Result<()> {
        require!(self.left > 0, FeeBurnError::NoAuction);
        require_gt!(self.ends_at(config), now, FeeBurnError::AuctionOver);
        require_gte!(self.left, usdc, FeeBurnError::FillTooLarge);
        let smallest = config.min_fill.min(self.left);
        require_gte!(usdc, smallest, FeeBurnError::FillTooSmall);
        self.left = self.left.minus(usdc)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use io_common::oracle::price::PICO_USD;

    fn auction() -> Auction {
        Auction {
            reference: PICO_USD,
            opened_at: 1_000,
            lot: 100_000_000,
            left: 100_000_000,
        }
    }

    fn price(spot: u64, ema: u64) -> Price {
        Price {
            spot,
            ema,
            confidence: 0,
            publish_time: 0,
        }
    }

    #[test]
    fn the_bid_rises_from_three_percent_under_to_two_above() {
        let (config, fresh) = (Config::testing(), price(PICO_USD, PICO_USD));
        for (second, bps) in [(0, 9_700), (180, 9_800), (540, 10_000), (899, 10_199)] {
            let bid = auction().bid(&fresh, &config, 1_000 + second);
            assert_eq!(bid.unwrap() / (PICO_USD / 10_000), bps, "second {second}");
        }
        let end = auction().bid(&fresh, &config, 1_900);
        assert_eq!(end, Ok(1_020_000_000_000));
        assert_eq!(auction().bid(&fresh, &config, 9_999), end);
    }

    #[test]
    fn the_bid_is_rounded_for_the_burn() {
        // 97 % of 1,000,000,007 is 970,000,006.79.
        let fresh = price(1_000_000_007, 1_000_000_007);
        let bid = auction().bid(&fresh, &Config::testing(), 1_000);
        assert_eq!(bid, Ok(970_000_006));
    }

    #[test]
    fn the_lowest_price_is_the_base() {
        let (config, low) = (Config::testing(), PICO_USD / 2);
        let bid = |auction: Auction, fresh| auction.bid(&fresh, &config, 1_540).unwrap();
        let ordinary = price(PICO_USD, PICO_USD);
        assert_eq!(bid(auction(), price(low, PICO_USD)), low);
        assert_eq!(bid(auction(), price(PICO_USD, low)), low);
        let cheap = Auction {
            reference: low,
            ..auction()
        };
        assert_eq!(bid(cheap, ordinary), low);
    }

    #[test]
    fn the_next_one_waits_for_the_interval_and_for_this_one() {
        let (mut config, mut auction) = (Config::testing(), auction());
        assert_eq!(auction.next_opens_at(&config), 4_600);
        config.duration = 7_200;
        assert_eq!(auction.next_opens_at(&config), 8_200);
        auction.left = 0;
        assert_eq!(auction.next_opens_at(&config), 4_600);
    }

    #[test]
    fn a_fill_takes_the_minimum_or_all_that_is_left() {
        let (config, mut auction) = (Config::testing(), auction());
        let smallest = config.min_fill;
        let mut take = |usdc, now| auction.take(usdc, &config, now).map(|()| auction.left);
        let refused = |error: FeeBurnError| Err(error.into());
        assert_eq!(
            take(smallest - 1, 1_000),
            refused(FeeBurnError::FillTooSmall)
        );
        assert_eq!(
            take(100_000_001, 1_000),
            refused(FeeBurnError::FillTooLarge)
        );
        assert_eq!(take(smallest, 1_900), refused(FeeBurnError::AuctionOver));
        assert_eq!(take(90_000_000, 1_899), Ok(10_000_000));
        assert_eq!(take(9_999_999, 1_899), refused(FeeBurnError::FillTooSmall));
        assert_eq!(take(10_000_000, 1_899), Ok(0));
        assert_eq!(take(0, 1_899), refused(FeeBurnError::NoAuction));
    }
}
