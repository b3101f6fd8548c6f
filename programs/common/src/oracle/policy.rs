//! Checks of a price.

use anchor_lang::prelude::*;

use super::{price::pico_usd, OracleLimits, Price, PriceMessage};
use crate::{
    constants::BPS,
    ids::pyth,
    math::{mul_div, Rounding},
    oracle::price::PICO_USD,
    CommonError,
};

/// Seconds that a price may be ahead of the cluster's clock, which the leader sets within a band.
pub const MAX_AHEAD: i64 = 30;
/// Plausible exponents of a Pyth price in dollars.
const EXPONENTS: core::ops::RangeInclusive<i32> = -12..=-4;

/// Limits of accepted prices, part of a program's configuration.
#[zero_copy]
#[derive(Debug, PartialEq, Eq)]
pub struct OraclePolicy {
    /// The Pyth feed: IO/USD.
    pub feed_id: [u8; 32],
    /// Programs that may own the price account.
    pub receivers: [Pubkey; 2],
    /// Minimum price, in pico-USD for one IO.
    pub min_price: u64,
    /// Maximum price, in pico-USD for one IO.
    pub max_price: u64,
    /// Maximum age of a price, in seconds.
    pub max_age: u32,
    /// Maximum confidence interval of spot price and of average, in bps of each.
    pub max_confidence_bps: u16,
    /// Maximum distance between spot price and average, in bps of the average.
    pub max_deviation_bps: u16,
}

impl OraclePolicy {
    /// Sets its limits.
    pub fn limit(&mut self, limits: &OracleLimits) {
        self.min_price = limits.min_price;
        self.max_price = limits.max_price;
        self.max_age = limits.max_age;
        self.max_confidence_bps = limits.max_confidence_bps;
        self.max_deviation_bps = limits.max_deviation_bps;
    }

    /// The default of a new program: IO/USD from either receiver, at most 60 seconds old, with a confidence interval
    /// of at most 2 %, at most 10 % from its average, and 0.001 to 1,000 dollars.
    pub const IO_USD: Self = Self {
        feed_id: pyth::IO_USD_FEED,
        receivers: [pyth::RECEIVER, pyth::NEXT_RECEIVER],
        min_price: 1_000_000_000,
        max_price: 1_000 * PICO_USD,
        max_age: 60,
        max_confidence_bps: 200,
        max_deviation_bps: 1_000,
    };

    /// The checked price of a price account with this owner and data, at unix time `now`.
    ///
    /// # Errors
    /// One for each check: `OracleOwner`, `OracleLayout`, `OracleUnverified`, `OracleFeed`, `OracleNotPositive`,
    /// `OracleExponent`, `OracleStale`, `OracleFuture`, `OracleConfidence`, `OracleDeviation`, `OracleBand` of
    /// [`CommonError`].
    pub fn read(&self, owner: &Pubkey, data: &[u8], now: i64) -> crate::Result<Price> {
        check(self.receivers.contains(owner), CommonError::OracleOwner)?;
        let message = PriceMessage::parse(data)?;
        check(message.feed_id == self.feed_id, CommonError::OracleFeed)?;
        self.check_time(message.publish_time, now)?;
        let price = normalise(&message)?;
        self.check_confidence(price.spot, message.conf, message.exponent)?;
        self.check_confidence(price.ema, message.ema_conf, message.exponent)?;
        self.check_deviation(price.spot, price.ema)?;
        let band = self.min_price..=self.max_price;
        check(
            band.contains(&price.spot) && band.contains(&price.ema),
            CommonError::OracleBand,
        )?;
        Ok(price)
    }

    fn check_time(&self, publish_time: i64, now: i64) -> crate::Result<()> {
        let age = now.saturating_sub(publish_time);
        check(age <= i64::from(self.max_age), CommonError::OracleStale)?;
        check(age >= -MAX_AHEAD, CommonError::OracleFuture)
    }

    fn check_confidence(&self, price: u64, conf: u64, exponent: i32) -> crate::Result<()> {
        let widest = mul_div(price, self.max_confidence_bps.into(), BPS, Rounding::Down)?;
        let conf = pico_usd(conf, exponent).map_err(|_| CommonError::OracleConfidence)?;
        check(conf <= widest, CommonError::OracleConfidence)
    }

    fn check_deviation(&self, spot: u64, ema: u64) -> crate::Result<()> {
        let widest = mul_div(ema, self.max_deviation_bps.into(), BPS, Rounding::Down)?;
        check(spot.abs_diff(ema) <= widest, CommonError::OracleDeviation)
    }
}

fn normalise(message: &PriceMessage) -> crate::Result<Price> {
    check(
        EXPONENTS.contains(&message.exponent),
        CommonError::OracleExponent,
    )?;
    let pico = |mantissa: i64| match u64::try_from(mantissa) {
        Err(_) | Ok(0) => Err(CommonError::OracleNotPositive),
        // A price that does not fit is above every band.
        Ok(mantissa) => pico_usd(mantissa, message.exponent).map_err(|_| CommonError::OracleBand),
    };
    let conf = message.conf.max(message.ema_conf);
    Ok(Price {
        spot: pico(message.price)?,
        ema: pico(message.ema_price)?,
        confidence: pico_usd(conf, message.exponent).map_err(|_| CommonError::OracleConfidence)?,
        publish_time: message.publish_time,
    })
}

fn check(holds: bool, error: CommonError) -> crate::Result<()> {
    if holds {
        Ok(())
    } else {
        Err(error)
    }
}
