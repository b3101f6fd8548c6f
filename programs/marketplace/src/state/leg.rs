//! What one payee of a reservation gets.

use anchor_lang::prelude::*;
use io_common::{math::Checked, Result};

/// One payee's part of the escrow, in base units: first recorded, then paid (P-14).
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Leg {
    /// Paid so far.
    pub paid: u64,
    /// Recorded and not yet paid.
    pub owed: u64,
}

impl Leg {
    /// Everything recorded so far.
    ///
    /// # Errors
    /// `MathOverflow`, not reachable: it is a part of what is locked.
    pub fn total(&self) -> Result<u64> {
        self.paid.plus(self.owed)
    }

    /// Records that `total` is due in all.
    ///
    /// # Errors
    /// `MathOverflow` for less than what is recorded: nothing due is ever taken back.
    pub fn raise_to(&mut self, total: u64) -> Result<()> {
        self.owed = self.owed.plus(total.minus(self.total()?)?)?;
        Ok(())
    }

    /// Takes what is owed, to be paid now.
    ///
    /// # Errors
    /// As [`total`](Self::total).
    pub fn pay(&mut self) -> Result<u64> {
        let amount = core::mem::take(&mut self.owed);
        self.paid = self.paid.plus(amount)?;
        Ok(amount)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use io_common::CommonError;

    #[test]
    fn a_leg_is_paid_once() {
        let mut leg = Leg::default();
        leg.raise_to(7).unwrap();
        leg.raise_to(10).unwrap();
        assert_eq!((leg.pay(), leg.pay()), (Ok(10), Ok(0)));
        assert_eq!(leg, Leg { paid: 10, owed: 0 });
        assert_eq!(leg.raise_to(9), Err(CommonError::MathOverflow));
    }
}
