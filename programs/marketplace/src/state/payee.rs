//! Amounts of the payees of a reservation.

use anchor_lang::prelude::*;
use io_common::math::Checked;

/// A payee of a reservation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Payee {
    /// The supplier: the price of the time used, less its fee.
    Supplier,
    /// The payer: what is not used, with the fee on it.
    Payer,
    /// The fee-burn vault: the fees of both sides on the time used.
    Fees,
}

impl Payee {
    /// All payees.
    pub const ALL: [Self; 3] = [Self::Supplier, Self::Payer, Self::Fees];
}

/// An amount for each payee, in base units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Payees {
    /// The supplier's.
    pub supplier: u64,
    /// The payer's.
    pub payer: u64,
    /// The fee-burn vault's.
    pub fees: u64,
}

impl Payees {
    /// The amount of one payee.
    pub fn to(&self, payee: Payee) -> u64 {
        match payee {
            Payee::Supplier => self.supplier,
            Payee::Payer => self.payer,
            Payee::Fees => self.fees,
        }
    }

    /// The amount of one payee, mutable.
    pub fn to_mut(&mut self, payee: Payee) -> &mut u64 {
        match payee {
            Payee::Supplier => &mut self.supplier,
            Payee::Payer => &mut self.payer,
            Payee::Fees => &mut self.fees,
        }
    }

    /// The sum of all amounts.
    ///
    /// # Errors
    /// `MathOverflow` above 64 bits.
    pub fn sum(&self) -> io_common::Result<u64> {
        self.supplier.plus(self.payer)?.plus(self.fees)
    }
}

/// Amounts paid so far, in base units. What is owed follows from them and the reservation's amounts (P-14).
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Paid {
    /// To the supplier.
    pub supplier: u64,
    /// To the payer.
    pub payer: u64,
    /// To the fee-burn vault.
    pub fees: u64,
}

impl Paid {
    /// To one payee.
    pub fn to(&self, payee: Payee) -> u64 {
        match payee {
            Payee::Supplier => self.supplier,
            Payee::Payer => self.payer,
            Payee::Fees => self.fees,
        }
    }

    /// The amount paid to one payee, mutable.
    pub fn to_mut(&mut self, payee: Payee) -> &mut u64 {
        match payee {
            Payee::Supplier => &mut self.supplier,
            Payee::Payer => &mut self.payer,
            Payee::Fees => &mut self.fees,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_payee_has_an_amount_of_its_own() {
        let (mut paid, mut payees) = (Paid::default(), Payees::default());
        for (payee, amount) in Payee::ALL.into_iter().zip([1, 20, 300]) {
            *paid.to_mut(payee) += amount;
            *payees.to_mut(payee) += amount;
        }
        let expected = Payees {
            supplier: 1,
            payer: 20,
            fees: 300,
        };
        assert_eq!(payees, expected);
        let expected = Paid {
            supplier: 1,
            payer: 20,
            fees: 300,
        };
        assert_eq!(paid, expected);
        assert_eq!(Payee::ALL.map(|payee| paid.to(payee)), [1, 20, 300]);
        assert_eq!(Payee::ALL.map(|payee| payees.to(payee)), [1, 20, 300]);
        assert_eq!(payees.sum(), Ok(321));
        payees.fees = u64::MAX;
        assert!(payees.sum().is_err());
    }
}
