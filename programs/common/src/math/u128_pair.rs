//! A 128-bit integer for account layouts.

use anchor_lang::prelude::*;

/// A `u128` as two 64-bit halves. The alignment of `u128` differs between compilers and targets;
/// this type has the alignment of `u64` and the bytes of a little-endian `u128` on all of them.
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct U128 {
    /// The lower 64 bits.
    pub low: u64,
    /// The upper 64 bits.
    pub high: u64,
}

impl U128 {
    /// The value.
    pub const fn get(self) -> u128 {
        ((self.high as u128) << 64) | self.low as u128
    }
}

impl From<u128> for U128 {
    fn from(value: u128) -> Self {
        Self {
            low: value as u64,
            high: (value >> 64) as u64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn keeps_the_value_and_the_bytes_of_a_u128(value: u128) {
            let pair = U128::from(value);
            prop_assert_eq!(pair.get(), value);
            prop_assert_eq!(bytemuck::bytes_of(&pair), value.to_le_bytes());
        }
    }
}
