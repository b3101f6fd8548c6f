//! Values of the rows that JSON has no exact type for. They are text there: a number is exact up to 2⁵³ only.

use std::{fmt, str::FromStr};

use anchor_lang::prelude::Pubkey;
use serde::{de::Error as _, Deserialize, Deserializer, Serialize, Serializer};
use utoipa::ToSchema;

use super::Error;

macro_rules! text {
    ($(#[$doc:meta])* $name:ident($inner:ty), $example:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, ToSchema)]
        #[schema(value_type = String, example = $example)]
        pub struct $name(pub $inner);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = <$inner as FromStr>::Err;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(D::Error::custom)
            }
        }
    };
}

text! {
    /// An amount of tokens in base units, or another number of 64 bits.
    Amount(u64), "1250000000"
}
text! {
    /// An index of rewards: base units for each base unit of stake, times 2⁶⁴.
    Index(u128), "4611686018427387904"
}
text! {
    /// An address.
    Address(Pubkey), "So11111111111111111111111111111111111111112"
}

impl Amount {
    /// Adds `amount`.
    ///
    /// # Errors
    /// `Range`.
    pub fn add(&mut self, amount: u64) -> Result<(), Error> {
        self.0 = self.0.checked_add(amount).ok_or(Error::Range)?;
        Ok(())
    }

    /// Subtracts `amount`.
    ///
    /// # Errors
    /// `Range`.
    pub fn take(&mut self, amount: u64) -> Result<(), Error> {
        self.0 = self.0.checked_sub(amount).ok_or(Error::Range)?;
        Ok(())
    }

    /// Moves `amount` to `other`.
    ///
    /// # Errors
    /// `Range`.
    pub fn pass(&mut self, other: &mut Self, amount: u64) -> Result<(), Error> {
        self.take(amount)?;
        other.add(amount)
    }
}

impl From<Pubkey> for Address {
    fn from(key: Pubkey) -> Self {
        Self(key)
    }
}

/// The sum of `amounts`.
///
/// # Errors
/// `Range`.
pub fn sum(amounts: impl IntoIterator<Item = u64>) -> Result<u64, Error> {
    let mut amounts = amounts.into_iter();
    let sum = amounts.try_fold(0_u64, u64::checked_add);
    sum.ok_or(Error::Range)
}

/// Adds one to a count.
///
/// # Errors
/// `Range`.
pub fn count(number: &mut u32) -> Result<(), Error> {
    *number = number.checked_add(1).ok_or(Error::Range)?;
    Ok(())
}

/// Takes one from a count.
///
/// # Errors
/// `Range`.
pub fn uncount(number: &mut u32) -> Result<(), Error> {
    *number = number.checked_sub(1).ok_or(Error::Range)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_numbers_are_text_in_json() {
        let amount = Amount(u64::MAX);
        let text = serde_json::to_string(&amount).unwrap();
        assert_eq!(text, r#""18446744073709551615""#);
        assert_eq!(serde_json::from_str::<Amount>(&text).unwrap(), amount);
        let index = Index(u128::MAX);
        let text = serde_json::to_string(&index).unwrap();
        assert_eq!(serde_json::from_str::<Index>(&text).unwrap(), index);
        assert!(serde_json::from_str::<Amount>("7").is_err());
        let key = Address(Pubkey::new_from_array([7; 32]));
        let text = serde_json::to_string(&key).unwrap();
        assert_eq!(serde_json::from_str::<Address>(&text).unwrap(), key);
    }

    #[test]
    fn an_amount_never_wraps() {
        let (mut a, mut b) = (Amount(5), Amount(u64::MAX));
        assert_eq!(a.take(6), Err(Error::Range));
        assert_eq!(b.add(1), Err(Error::Range));
        assert_eq!(a.pass(&mut b, 1), Err(Error::Range));
        assert_eq!(sum([u64::MAX, 1]), Err(Error::Range));
        assert_eq!(sum([2, 3]), Ok(5));
    }
}
