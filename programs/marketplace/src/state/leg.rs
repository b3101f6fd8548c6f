//! What the payees of a reservation get.

use anchor_lang::prelude::*;
use io_common::math::Checked;

/// A payee of a reservation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leg {
    /// The supplier: what is used, less its fee.
    Supplier,
    /// The renter: what is not used, with the fee on it.
    Renter,
    /// The fee-burn vault: the fees of both sides on what is used.
    Fees,
}

impl Leg {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Supplier, Self::Renter, Self::Fees];
}

/// An amount for each payee, in base units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Legs {
    /// The supplier's.
    pub supplier: u64,
    /// The renter's.
    pub renter: u64,
    /// The fee-burn vault's.
    pub fees: u64,
}

impl Legs {
    /// That of one payee.
    pub fn to(&self, leg: Leg) -> u64 {
        match leg {
            Leg::Supplier => self.supplier,
            Leg::Renter => self.renter,
            Leg::Fees => self.fees,
        }
    }

    /// The same, to be changed.
    pub fn to_mut(&mut self, leg: Leg) -> &mut u64 {
        match leg {
            Leg::Supplier => &mut self.supplier,
            Leg::Renter => &mut self.renter,
            Leg::Fees => &mut self.fees,
        }
    }

    /// All of them together.
    ///
    /// # Errors
    /// `MathOverflow` above 64 bits.
    pub fn sum(&self) -> io_common::Result<u64> {
        self.supplier.plus(self.renter)?.plus(self.fees)
    }
}

/// What has been paid so far, in base units. What is owed follows from it and the reservation's books (P-14).
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Paid {
    /// To the supplier.
    pub supplier: u64,
    /// To the renter.
    pub renter: u64,
    /// To the fee-burn vault.
    pub fees: u64,
}

impl Paid {
    /// To one payee.
    pub fn to(&self, leg: Leg) -> u64 {
        match leg {
            Leg::Supplier => self.supplier,
            Leg::Renter => self.renter,
            Leg::Fees => self.fees,
        }
    }

    /// The same, to be raised.
    pub fn to_mut(&mut self, leg: Leg) -> &mut u64 {
        match leg {
            Leg::Supplier => &mut self.supplier,
            Leg::Renter => &mut self.renter,
            Leg::Fees => &mut self.fees,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_payee_has_an_amount_of_its_own() {
        let (mut paid, mut legs) = (Paid::default(), Legs::default());
        for (leg, amount) in Leg::ALL.into_iter().zip([1, 20, 300]) {
            *paid.to_mut(leg) += amount;
            *legs.to_mut(leg) += amount;
        }
        let expected = Legs {
            supplier: 1,
            renter: 20,
            fees: 300,
        };
        assert_eq!(legs, expected);
        let expected = Paid {
            supplier: 1,
            renter: 20,
            fees: 300,
        };
        assert_eq!(paid, expected);
        assert_eq!(Leg::ALL.map(|leg| paid.to(leg)), [1, 20, 300]);
        assert_eq!(Leg::ALL.map(|leg| legs.to(leg)), [1, 20, 300]);
        assert_eq!(legs.sum(), Ok(321));
        legs.fees = u64::MAX;
        assert!(legs.sum().is_err());
    }
}
