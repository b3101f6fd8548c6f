//! Integer arithmetic of the suite. The caller names every rounding.

pub mod q64;
mod u128_pair;

pub use u128_pair::U128;

use crate::{constants::BPS, CommonError, Result};

/// Direction in which a division rounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// Towards zero: for what is paid out.
    Down,
    /// Away from zero: for what is charged.
    Up,
}

/// `a · b / c`, with a 128-bit product.
///
/// # Errors
/// [`CommonError::DivisionByZero`] if `c` is 0, [`CommonError::MathOverflow`] if the quotient does
/// not fit 64 bits.
///
/// ```
/// use io_common::math::{mul_div, Rounding};
/// assert_eq!(mul_div(10, 10, 3, Rounding::Down).ok(), Some(33));
/// assert_eq!(mul_div(10, 10, 3, Rounding::Up).ok(), Some(34));
/// ```
pub fn mul_div(a: u64, b: u64, c: u64, rounding: Rounding) -> Result<u64> {
    // On the chain, 128-bit division costs hundreds of compute units; most quotients do not need it.
    if b == c && c != 0 {
        return Ok(a);
    }
    if let Some(product) = a.checked_mul(b) {
        return div_u64(product, c, rounding);
    }
    let quotient = div_u128(u128::from(a).times(u128::from(b))?, u128::from(c), rounding)?;
    u64::try_from(quotient).map_err(|_| CommonError::MathOverflow)
}

/// `a · b / c`, with a 256-bit product.
///
/// # Errors
/// As [`mul_div`], for 128 bits.
pub fn mul_div_u128(a: u128, b: u128, c: u128, rounding: Rounding) -> Result<u128> {
    if b == c && c != 0 {
        return Ok(a);
    }
    if let Some(product) = a.checked_mul(b) {
        return div_u128(product, c, rounding);
    }
    if c == 0 {
        return Err(CommonError::DivisionByZero);
    }
    type U256 = ruint::Uint<256, 4>;
    // The product of two 128-bit factors fits 256 bits.
    let product = U256::from(a).wrapping_mul(U256::from(b));
    let (quotient, remainder) = product.div_rem(U256::from(c));
    let quotient = u128::try_from(quotient).map_err(|_| CommonError::MathOverflow)?;
    match rounding {
        Rounding::Up if !remainder.is_zero() => {
            quotient.checked_add(1).ok_or(CommonError::MathOverflow)
        }
        _ => Ok(quotient),
    }
}

/// `amount · bps / 10,000`.
///
/// # Errors
/// As [`mul_div`].
pub fn bps_of(amount: u64, bps: u64, rounding: Rounding) -> Result<u64> {
    mul_div(amount, bps, BPS, rounding)
}

macro_rules! div {
    ($name:ident, $int:ty) => {
        fn $name(dividend: $int, divisor: $int, rounding: Rounding) -> Result<$int> {
            let quotient = match rounding {
                Rounding::Down => dividend.checked_div(divisor),
                Rounding::Up if divisor == 0 => None,
                Rounding::Up => Some(dividend.div_ceil(divisor)),
            };
            quotient.ok_or(CommonError::DivisionByZero)
        }
    };
}
div!(div_u64, u64);
div!(div_u128, u128);

/// Checked arithmetic that fails with [`CommonError::MathOverflow`], so that formulas stay on one line.
pub trait Checked: Sized {
    /// `self + other`.
    ///
    /// # Errors
    /// [`CommonError::MathOverflow`] above the type's maximum.
    fn plus(self, other: Self) -> Result<Self>;
    /// `self − other`.
    ///
    /// # Errors
    /// [`CommonError::MathOverflow`] below the type's minimum.
    fn minus(self, other: Self) -> Result<Self>;
    /// `self · other`.
    ///
    /// # Errors
    /// [`CommonError::MathOverflow`] outside the type's range.
    fn times(self, other: Self) -> Result<Self>;
}

macro_rules! checked {
    ($($int:ty)*) => {$(
        impl Checked for $int {
            fn plus(self, other: Self) -> Result<Self> {
                self.checked_add(other).ok_or(CommonError::MathOverflow)
            }
            fn minus(self, other: Self) -> Result<Self> {
                self.checked_sub(other).ok_or(CommonError::MathOverflow)
            }
            fn times(self, other: Self) -> Result<Self> {
                self.checked_mul(other).ok_or(CommonError::MathOverflow)
            }
        }
    )*};
}
checked!(u8 u16 u32 u64 u128 i64);

#[cfg(test)]
mod tests {
    use super::*;
    use num_bigint::BigUint;
    use num_integer::Integer;
    use proptest::prelude::*;

    fn exact(a: u128, b: u128, c: u128, rounding: Rounding) -> Option<u128> {
        let (a, b, c) = (BigUint::from(a), BigUint::from(b), BigUint::from(c));
        let quotient = match rounding {
            Rounding::Down => (a * b).div_floor(&c),
            Rounding::Up => Integer::div_ceil(&(a * b), &c),
        };
        u128::try_from(quotient).ok()
    }

    proptest! {
        #[test]
        fn mul_div_is_exact(a: u64, b: u64, c in 1..=u64::MAX) {
            for rounding in [Rounding::Down, Rounding::Up] {
                let expected = exact(a.into(), b.into(), c.into(), rounding);
                let expected = expected.and_then(|quotient| u64::try_from(quotient).ok());
                prop_assert_eq!(mul_div(a, b, c, rounding).ok(), expected);
            }
        }

        #[test]
        fn a_factor_that_is_the_divisor_cancels(a: u64, wide: u128, c in 1..=u64::MAX) {
            for rounding in [Rounding::Down, Rounding::Up] {
                prop_assert_eq!(mul_div(a, c, c, rounding), Ok(a));
                prop_assert_eq!(mul_div(c, a, c, rounding), Ok(a));
                let c = u128::from(c) << 64;
                prop_assert_eq!(mul_div_u128(wide, c, c, rounding), Ok(wide));
                prop_assert_eq!(mul_div_u128(c, wide, c, rounding), Ok(wide));
            }
        }

        #[test]
        fn mul_div_of_small_factors_is_exact(a: u32, b: u32, c in 1..=u64::MAX, shrink in 0..64_u32) {
            let c = (c >> shrink).max(1);
            for rounding in [Rounding::Down, Rounding::Up] {
                let expected = exact(a.into(), b.into(), c.into(), rounding);
                let expected = expected.and_then(|quotient| u64::try_from(quotient).ok());
                prop_assert_eq!(mul_div(a.into(), b.into(), c, rounding).ok(), expected);
            }
        }

        #[test]
        fn mul_div_u128_is_exact(a: u128, b: u128, c in 1..=u128::MAX, shrink in 0..128_u32) {
            let (a, b) = (a >> shrink, b >> (127 - shrink));
            for rounding in [Rounding::Down, Rounding::Up] {
                prop_assert_eq!(mul_div_u128(a, b, c, rounding).ok(), exact(a, b, c, rounding));
            }
        }

        #[test]
        fn fees_up_and_payouts_down_differ_by_at_most_one(amount: u64, bps in 0..=BPS) {
            let (down, up) = (
                bps_of(amount, bps, Rounding::Down).unwrap(),
                bps_of(amount, bps, Rounding::Up).unwrap(),
            );
            prop_assert!(down <= up && up - down <= 1 && up <= amount);
            let exact = exact(amount.into(), bps.into(), BPS.into(), Rounding::Down);
            prop_assert_eq!(Some(u128::from(down)), exact);
        }
    }

    #[test]
    fn a_zero_divisor_is_an_error_not_a_panic() {
        for rounding in [Rounding::Down, Rounding::Up] {
            for factor in [0, 1] {
                let narrow = mul_div(1, factor, 0, rounding);
                assert_eq!(narrow, Err(CommonError::DivisionByZero));
                let wide = mul_div_u128(1, factor.into(), 0, rounding);
                assert_eq!(wide, Err(CommonError::DivisionByZero));
            }
            let wide = mul_div_u128(u128::MAX, 2, 0, rounding);
            assert_eq!(wide, Err(CommonError::DivisionByZero));
        }
    }

    #[test]
    fn a_quotient_too_wide_is_an_error_not_a_wrap() {
        assert_eq!(
            mul_div(u64::MAX, 2, 1, Rounding::Down),
            Err(CommonError::MathOverflow)
        );
        assert_eq!(1_u64.minus(2), Err(CommonError::MathOverflow));
        assert_eq!(u64::MAX.plus(1), Err(CommonError::MathOverflow));
        assert_eq!(u64::MAX.times(2), Err(CommonError::MathOverflow));
        assert_eq!(i64::MIN.minus(1), Err(CommonError::MathOverflow));
    }
}
