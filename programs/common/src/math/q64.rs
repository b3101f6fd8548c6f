//! Reward indexes in Q64: an index is the sum, over the distributions so far, of
//! `amount · 2⁶⁴ / units`, each rounded down. A holder of `u` units who saw the index go from `i` to
//! `j` gets `u · (j − i) / 2⁶⁴`, rounded down.
//!
//! No overflow: all distributions together are at most 300M IO < 2⁵⁵ base units and each is shared by
//! at least one unit, so an index stays below 2¹¹⁹; and a holder has at most all the units, so
//! `u · (j − i)` stays below the same bound.

use crate::{CommonError, Result};

/// Rise of the index when `amount` is shared by `units`, rounded down.
///
/// # Errors
/// [`CommonError::DivisionByZero`] if no one holds a unit.
pub fn gain(amount: u64, units: u128) -> Result<u128> {
    (u128::from(amount) << 64)
        .checked_div(units)
        .ok_or(CommonError::DivisionByZero)
}

/// Share of a holder of `units` in a rise of the index, rounded down.
///
/// # Errors
/// [`CommonError::MathOverflow`] if `units` exceeds the units among which the amount was shared.
pub fn share(units: u128, gain: u128) -> Result<u64> {
    let wide = units.checked_mul(gain).ok_or(CommonError::MathOverflow)?;
    // The upper half of 128 bits fits 64 bits.
    Ok((wide >> 64) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::constants::{SUPPLY_CAP, TOTAL_EMISSION};
    use proptest::prelude::*;

    proptest! {
        /// P-08: rounding never favours the claimant, and the dust is below one base unit for each holder.
        #[test]
        fn p08_shares_of_a_distribution_never_exceed_it(
            amount in 0..=TOTAL_EMISSION,
            holders in prop::collection::vec(1..=1_000_000_000_000_u64, 1..20),
        ) {
            let units: u128 = holders.iter().map(|&held| u128::from(held)).sum();
            let gain = gain(amount, units).unwrap();
            let paid: u64 = holders.iter().map(|&held| share(held.into(), gain).unwrap()).sum();
            prop_assert!(paid <= amount);
            prop_assert!(amount - paid <= holders.len() as u64);
        }

        #[test]
        fn a_sole_holder_loses_less_than_one_base_unit(
            amount in 0..=TOTAL_EMISSION,
            units in 1..=u128::from(SUPPLY_CAP) * 1_000_000,
        ) {
            let got = share(units, gain(amount, units).unwrap()).unwrap();
            prop_assert!(amount - got <= u64::from(units > 1 << 64) + 1 + (units >> 64) as u64);
        }
    }

    #[test]
    fn p04_nobody_to_share_with_is_an_error_not_a_panic() {
        assert_eq!(gain(1, 0), Err(CommonError::DivisionByZero));
    }

    #[test]
    fn more_units_than_shared_it_is_an_error_not_a_wrap() {
        assert_eq!(share(u128::MAX, 2), Err(CommonError::MathOverflow));
        assert_eq!(share(1 << 64, 1 << 64), Err(CommonError::MathOverflow));
    }
}
