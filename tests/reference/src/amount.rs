//! Amounts in base units that need not be whole.

use std::{
    iter::Sum,
    ops::{Add, AddAssign, Sub, SubAssign},
};

use num_bigint::BigInt;
use num_traits::{ToPrimitive, Zero};

/// Binary places behind the point. A fraction would be exact, but its denominator grows with every hour and every slash,
/// to thousands of digits; here a million parts together lose less than 10⁻²⁰ base units.
const PLACES: u32 = 96;

/// A number of base units.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Amount(BigInt);

impl Amount {
    /// A whole number of base units.
    pub fn whole(units: u64) -> Self {
        Self(BigInt::from(units) << PLACES)
    }

    /// `self · part / whole`; 0 if `whole` is 0.
    pub fn share(&self, part: &BigInt, whole: &BigInt) -> Self {
        if whole.is_zero() {
            return Self::default();
        }
        Self(&self.0 * part / whole)
    }

    /// The number itself, for ratios.
    pub fn ratio(&self) -> &BigInt {
        &self.0
    }

    /// Whole base units, rounded down.
    pub fn floor(&self) -> u64 {
        (&self.0 >> PLACES).to_u64().unwrap_or(0)
    }

    /// By how much they differ.
    pub fn distance(&self, other: &Self) -> Self {
        Self(BigInt::from((&self.0 - &other.0).magnitude().clone()))
    }
}

impl From<u64> for Amount {
    fn from(units: u64) -> Self {
        Self::whole(units)
    }
}

impl Add for Amount {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Amount {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl AddAssign<&Amount> for Amount {
    fn add_assign(&mut self, other: &Amount) {
        self.0 += &other.0;
    }
}

impl SubAssign<&Amount> for Amount {
    fn sub_assign(&mut self, other: &Amount) {
        self.0 -= &other.0;
    }
}

impl<'a> Sum<&'a Amount> for Amount {
    fn sum<I: Iterator<Item = &'a Amount>>(amounts: I) -> Self {
        amounts.fold(Self::default(), |mut sum, amount| {
            sum += amount;
            sum
        })
    }
}
