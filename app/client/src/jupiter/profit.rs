//! Profit of a swap, in dollars at the price of the swap itself.

use io_common::{
    math::{mul_div, Rounding},
    Result,
};

/// Lamports of a SOL.
const LAMPORTS: u64 = 1_000_000_000;
/// Pico-USD per IO at one micro-USD per base unit.
const PRICE: u64 = 100_000_000_000_000;

/// The price of a swap of USDC for IO, at which the rest is valued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exchanged {
    /// USDC, in micro-USD.
    pub usdc: u64,
    /// IO by the quote, in base units.
    pub io: u64,
}

impl Exchanged {
    /// Value of IO in micro-USD, rounded down.
    ///
    /// # Errors
    /// If it does not fit, or the quote is 0 IO.
    pub fn worth(&self, io: u64) -> Result<u64> {
        mul_div(io, self.usdc, self.io, Rounding::Down)
    }

    /// IO worth an amount of micro-USD, in base units, rounded up.
    ///
    /// # Errors
    /// If it does not fit, or the input is 0.
    pub fn io_for(&self, micro_usd: u64) -> Result<u64> {
        mul_div(micro_usd, self.io, self.usdc, Rounding::Up)
    }

    /// Pico-USD per IO: the market price at this size.
    ///
    /// # Errors
    /// If it does not fit, or the quote is 0 IO.
    pub fn price(&self) -> Result<u64> {
        mul_div(self.usdc, PRICE, self.io, Rounding::Up)
    }

    /// The most IO that a flash fill may burn, in base units, so that `micro_usd` remain if the swap gives only `least`. None if that
    /// is impossible.
    ///
    /// # Errors
    /// As [`io_for`](Self::io_for).
    pub fn limit(&self, least: u64, micro_usd: u64) -> Result<Option<u64>> {
        Ok(least.checked_sub(self.io_for(micro_usd)?))
    }
}

/// Value of lamports in micro-USD, at a price in micro-USD per SOL, rounded up.
///
/// # Errors
/// If it does not fit.
pub fn of_lamports(lamports: u64, sol: u64) -> Result<u64> {
    mul_div(lamports, sol, LAMPORTS, Rounding::Up)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]
mod tests {
    use super::*;

    const HUNDRED: Exchanged = Exchanged {
        usdc: 100_000_000,
        io: 40_800_000_000,
    };

    #[test]
    fn what_is_left_is_counted_at_the_price_of_the_swap() {
        // 408 IO for 100 dollars.
        assert_eq!(HUNDRED.worth(40_800_000_000).unwrap(), 100_000_000);
        assert_eq!(HUNDRED.worth(407).unwrap(), 0);
        assert_eq!(HUNDRED.worth(408).unwrap(), 1);
        assert_eq!(HUNDRED.io_for(1).unwrap(), 408);
        assert_eq!(HUNDRED.io_for(0).unwrap(), 0);
        assert_eq!(HUNDRED.price().unwrap(), 245_098_039_216);
    }

    #[test]
    fn the_limit_leaves_the_profit_to_the_base_unit() {
        let least = 40_759_200_000;
        let limit = HUNDRED.limit(least, 50_000).unwrap().unwrap();
        assert_eq!(least - limit, 20_400_000);
        assert_eq!(HUNDRED.worth(least - limit).unwrap(), 50_000);
        assert_eq!(HUNDRED.limit(10, 1).unwrap(), None);
    }

    #[test]
    fn what_cannot_be_counted_is_refused() {
        let none = Exchanged { usdc: 0, io: 0 };
        assert!(none.worth(1).is_err() && none.io_for(1).is_err() && none.price().is_err());
        let tiny = Exchanged {
            usdc: 1,
            io: u64::MAX,
        };
        assert!(tiny.io_for(2).is_err());
    }

    #[test]
    fn lamports_are_rounded_up() {
        let sol = 150_000_000;
        assert_eq!(of_lamports(5_000, sol).unwrap(), 750);
        assert_eq!(
            (of_lamports(1, sol).unwrap(), of_lamports(0, sol).unwrap()),
            (1, 0)
        );
    }
}
