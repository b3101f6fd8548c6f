//! Division of a held part among the holders of a sum.

use anchor_lang::prelude::*;
use io_common::math::{mul_div, Checked, Rounding};

/// `held` of `sum`, divided among its holders in proportion. In any order, each gets its exact part to within a base
/// unit, and the parts add up to `held`.
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// The sum, in IO base units.
    pub sum: u64,
    /// The part of the sum that is divided, in IO base units.
    pub held: u64,
    /// The part of `sum` whose holders have been served, in IO base units.
    pub asked: u64,
}

impl Share {
    /// `held` of `sum`.
    pub fn new(sum: u64, held: u64) -> Self {
        let asked = 0;
        Self { sum, held, asked }
    }

    /// The part for holders of `amount` of the sum, at most `amount`. Each call is for other holders.
    ///
    /// # Errors
    /// `MathOverflow`, which cannot occur: holders have no more than the sum.
    pub fn of(&mut self, amount: u64) -> io_common::Result<u64> {
        let before = self.up_to(self.asked)?;
        self.asked = self.asked.plus(amount)?;
        self.up_to(self.asked)?.minus(before)
    }

    /// Whether all holders have been served.
    pub fn is_divided(&self) -> bool {
        self.asked == self.sum
    }

    fn up_to(&self, asked: u64) -> io_common::Result<u64> {
        if self.sum == 0 {
            return Ok(0);
        }
        mul_div(self.held, asked, self.sum, Rounding::Down)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const IO: u64 = 100_000_000;

    proptest! {
        #[test]
        fn p11_parts_are_proportional_to_a_base_unit_and_add_up(
            amounts in prop::collection::vec(0..=1_000 * IO, 1..20), bps in 0..=10_000_u64,
        ) {
            let sum: u64 = amounts.iter().sum();
            let held = mul_div(sum, bps, 10_000, Rounding::Down).unwrap();
            let mut share = Share::new(sum, held);
            let mut all = 0;
            for amount in amounts {
                let part = share.of(amount).unwrap();
                prop_assert!(part <= amount);
                let (got, exact) = (u128::from(part) * u128::from(sum), u128::from(held) * u128::from(amount));
                prop_assert!(got.abs_diff(exact) <= u128::from(sum));
                all += part;
            }
            prop_assert_eq!(all, held);
            prop_assert!(share.is_divided());
        }
    }

    #[test]
    fn all_of_a_sum_and_nothing_of_nothing() {
        let mut all = Share::new(3, 3);
        assert_eq!((all.of(1), all.of(2)), (Ok(1), Ok(2)));
        let mut none = Share::new(0, 0);
        assert!(none.is_divided());
        assert_eq!(none.of(0), Ok(0));
        let mut third = Share::new(3, 1);
        assert_eq!(
            (third.of(1), third.of(1), third.of(1)),
            (Ok(0), Ok(0), Ok(1))
        );
    }
}
