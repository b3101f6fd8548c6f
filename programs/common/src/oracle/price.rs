//! A checked price and the conversions between dollars and IO.

use crate::{
    math::{mul_div, Checked, Rounding},
    CommonError, Result,
};

/// Prices are in pico-USD (10⁻¹² dollars) for one IO: the finest exponent that the policy accepts.
pub const PICO_USD: u64 = 1_000_000_000_000;
/// `micro-USD · this / price` is IO base units: 10⁸ base units · 10⁶ pico-USD in a micro-USD.
const MICRO_USD_TO_IO: u64 = 100_000_000_000_000;

/// A price that has passed every check of an [`OraclePolicy`](super::OraclePolicy), in pico-USD for one IO.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    /// Spot price.
    pub spot: u64,
    /// Exponential moving average.
    pub ema: u64,
    /// The wider of the confidence intervals of spot price and average, rounded up.
    pub confidence: u64,
    /// Publish time, in unix seconds.
    pub publish_time: i64,
}

impl Price {
    /// The lower of spot price and average: neither alone can make IO appear worth more.
    pub fn reference(&self) -> u64 {
        self.spot.min(self.ema)
    }

    /// [`reference`](Self::reference) less the confidence interval. Payments in IO are converted at this price, so
    /// that an uncertain price never leaves the payee short.
    ///
    /// # Errors
    /// [`CommonError::OracleConfidence`] if nothing is left.
    pub fn conservative(&self) -> Result<u64> {
        match self.reference().checked_sub(self.confidence) {
            None | Some(0) => Err(CommonError::OracleConfidence),
            Some(price) => Ok(price),
        }
    }
}

/// IO base units worth `micro_usd` at `price` pico-USD for one IO.
///
/// # Errors
/// [`CommonError::DivisionByZero`] at price 0, [`CommonError::MathOverflow`] above 64 bits.
pub fn io_for_usd(micro_usd: u64, price: u64, rounding: Rounding) -> Result<u64> {
    mul_div(micro_usd, MICRO_USD_TO_IO, price, rounding)
}

/// Value of `io` base units in micro-USD, at `price` pico-USD for one IO.
///
/// # Errors
/// [`CommonError::MathOverflow`] above 64 bits.
pub fn usd_for_io(io: u64, price: u64, rounding: Rounding) -> Result<u64> {
    mul_div(io, price, MICRO_USD_TO_IO, rounding)
}

/// `mantissa · 10^exponent` dollars in pico-USD, exactly.
pub(super) fn pico_usd(mantissa: u64, exponent: i32) -> Result<u64> {
    let shift = exponent
        .checked_add(12)
        .and_then(|shift| u32::try_from(shift).ok())
        .ok_or(CommonError::OracleExponent)?;
    let scale = 10_u64
        .checked_pow(shift)
        .ok_or(CommonError::OracleExponent)?;
    mantissa.times(scale)
}
