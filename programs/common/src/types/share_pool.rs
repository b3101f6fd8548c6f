//! An amount that several hold in shares, so that a loss reaches all of them at once.

use anchor_lang::prelude::*;

use crate::{
    math::{mul_div_u128, Checked, Rounding, U128},
    CommonError, Result,
};

/// Shares are worn when they hold less than one part in so many.
const WORN: u128 = 1_000_000;

/// Tokens and the shares of them. The price of a share follows from this record alone, never
/// from the balance of a token account (P-12). A pool without a loss holds one share a base unit.
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct SharePool {
    /// IO base units.
    pub amount: u64,
    /// Shares of them.
    pub shares: U128,
}

impl SharePool {
    /// Adds `amount` and returns the shares for it, rounded down.
    ///
    /// # Errors
    /// `DivisionByZero` if the pool has shares but nothing left to price them by.
    pub fn deposit(&mut self, amount: u64) -> Result<u128> {
        let shares = match self.shares.get() {
            0 => u128::from(amount),
            all => mul_div_u128(amount.into(), all, self.amount.into(), Rounding::Down)?,
        };
        self.amount = self.amount.plus(amount)?;
        self.shares = self.shares.get().plus(shares)?.into();
        Ok(shares)
    }

    /// What `shares` are worth, in IO base units, rounded down.
    ///
    /// # Errors
    /// `MathOverflow` for more shares than there are.
    pub fn value(&self, shares: u128) -> Result<u64> {
        match self.shares.get() {
            all if shares > all => Err(CommonError::MathOverflow),
            0 => Ok(0),
            all => {
                let value = mul_div_u128(shares, self.amount.into(), all, Rounding::Down)?;
                u64::try_from(value).map_err(|_| CommonError::MathOverflow)
            }
        }
    }

    /// The fewest shares worth at least `amount`.
    ///
    /// # Errors
    /// `MathOverflow` for more than the pool holds.
    pub fn shares_worth(&self, amount: u64) -> Result<u128> {
        if amount > self.amount {
            return Err(CommonError::MathOverflow);
        }
        match self.amount {
            0 => Ok(0),
            all => mul_div_u128(amount.into(), self.shares.get(), all.into(), Rounding::Up),
        }
    }

    /// Takes `amount` from all shares alike.
    ///
    /// # Errors
    /// `MathOverflow` for more than the pool holds.
    pub fn lose(&mut self, amount: u64) -> Result<()> {
        self.amount = self.amount.minus(amount)?;
        Ok(())
    }

    /// Whether a share has lost all but a millionth of its worth, so that new shares would soon be too many to count.
    pub fn is_worn(&self) -> bool {
        u128::from(self.amount).saturating_mul(WORN) < self.shares.get()
    }

    /// Whether all of it has been lost: its shares are worth nothing.
    pub fn is_lost(&self) -> bool {
        self.amount == 0 && self.shares.get() > 0
    }

    /// Begins anew with a share a base unit, and returns the pool that ends here: the value of old shares in it is the
    /// number of new ones.
    pub fn renew(&mut self) -> Self {
        let ended = *self;
        self.shares = u128::from(self.amount).into();
        ended
    }

    /// Takes `shares` out and returns their value, rounded down; the last shares take all that is left.
    ///
    /// # Errors
    /// `MathOverflow` for more shares than there are.
    pub fn redeem(&mut self, shares: u128) -> Result<u64> {
        let value = self.value(shares)?;
        self.amount = self.amount.minus(value)?;
        self.shares = self.shares.get().minus(shares)?.into();
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::constants::SUPPLY_CAP;
    use proptest::prelude::*;

    fn pool(amount: u64, shares: u128) -> SharePool {
        SharePool {
            amount,
            shares: shares.into(),
        }
    }

    proptest! {
        #[test]
        fn p11_a_deposit_never_takes_from_the_others(
            held in 1..=SUPPLY_CAP,
            shares in 1..=u128::from(SUPPLY_CAP) * 1_000_000,
            amount in 1..=SUPPLY_CAP,
        ) {
            let mut pool = pool(held, shares);
            let before = pool.value(shares).unwrap();
            let bought = pool.deposit(amount).unwrap();
            prop_assert!(pool.value(shares).unwrap() >= before);
            prop_assert!(pool.redeem(bought).unwrap() <= amount);
            prop_assert!(pool.value(shares).unwrap() >= before);
        }

        #[test]
        fn p11_the_last_exit_takes_all_and_leaves_nothing(
            amount in 0..=SUPPLY_CAP,
            shares in 1..=u128::from(SUPPLY_CAP) * 1_000_000,
        ) {
            let mut pool = pool(amount, shares);
            prop_assert_eq!(pool.redeem(shares).unwrap(), amount);
            prop_assert_eq!(pool, SharePool::default());
        }

        #[test]
        fn shares_worth_an_amount_redeem_to_at_least_it(
            held in 1..=SUPPLY_CAP,
            growth in 1..=1_000_000_u128,
            part in 0..=SUPPLY_CAP,
        ) {
            let mut pool = pool(held, u128::from(held) * growth);
            let amount = part % (held + 1);
            let shares = pool.shares_worth(amount).unwrap();
            prop_assert_eq!(pool.redeem(shares).unwrap(), amount);
        }
    }

    #[test]
    fn without_a_loss_a_share_is_a_base_unit() {
        let mut pool = SharePool::default();
        assert_eq!(pool.deposit(7), Ok(7));
        assert_eq!(pool.deposit(5), Ok(5));
        assert_eq!(pool.redeem(7), Ok(7));
    }

    #[test]
    fn an_amount_is_worth_shares_rounded_up() {
        let mut pool = pool(3, 10);
        assert_eq!((pool.value(3), pool.shares_worth(1)), (Ok(0), Ok(4)));
        assert_eq!(pool.redeem(4), Ok(1));
    }

    #[test]
    fn more_than_the_pool_holds_is_an_error() {
        let mut pool = pool(10, 20);
        assert_eq!((pool.value(20), pool.shares_worth(10)), (Ok(10), Ok(20)));
        assert_eq!(pool.redeem(21), Err(CommonError::MathOverflow));
        assert_eq!(pool.value(21), Err(CommonError::MathOverflow));
        assert_eq!(pool.shares_worth(11), Err(CommonError::MathOverflow));
        let none = SharePool::default();
        assert_eq!((none.value(0), none.shares_worth(0)), (Ok(0), Ok(0)));
        assert_eq!(none.value(1), Err(CommonError::MathOverflow));
    }

    proptest! {
        #[test]
        fn p11_shares_carried_over_never_exceed_what_is_left(
            holders in prop::collection::vec(1..=SUPPLY_CAP / 8, 1..8),
            kept in 0..=1_000_000_u64,
        ) {
            let mut pool = SharePool::default();
            let shares: Vec<u128> = holders.iter().map(|held| pool.deposit(*held).unwrap()).collect();
            pool.lose(pool.amount - kept.min(pool.amount)).unwrap();
            let ended = pool.renew();
            prop_assert!(!pool.is_worn());
            let carried: Vec<u64> = shares.iter().map(|held| ended.value(*held).unwrap()).collect();
            for held in &carried {
                prop_assert_eq!(pool.redeem(u128::from(*held)).unwrap(), *held);
            }
            prop_assert!(pool.amount < holders.len() as u64);
        }
    }

    #[test]
    fn p11_a_pool_is_worn_below_a_millionth() {
        assert!(!pool(0, 0).is_worn());
        assert!(!pool(1, 1_000_000).is_worn());
        assert!(pool(1, 1_000_001).is_worn());
        assert!(pool(0, 1).is_worn());
        assert!(pool(0, 1).is_lost() && !pool(1, 1).is_lost() && !pool(0, 0).is_lost());
        assert_eq!(pool(5, 10).lose(6), Err(CommonError::MathOverflow));
    }

    #[test]
    fn p11_a_deposit_into_a_pool_that_lost_everything_is_refused() {
        assert_eq!(pool(0, 10).deposit(1), Err(CommonError::DivisionByZero));
    }
}
