//! Randomness that makes equal instructions different transactions.

use rand::{rngs::OsRng, TryRngCore};

use crate::transaction::{MAX_COMPUTE_UNITS, MAX_LOADED_BYTES};

/// Compute limits: up to 999 units more.
const LIMITS: u64 = 1_000;
/// Limits of loaded account data: up to 16 MiB less than the default of 64 MiB, which no transaction of the suite reaches.
const SIZES: u64 = 1 << 24;

/// Randomness.
pub trait Entropy: Send {
    /// 64 random bits.
    fn draw(&mut self) -> u64;
}

/// Randomness of the operating system: two processes draw differently.
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn draw(&mut self) -> u64 {
        // Without it, the look for a signature that is already known still finds what is the same.
        OsRng.try_next_u64().unwrap_or_default()
    }
}

/// Random part of the signed bytes. It costs at most the price of 999 compute units, and nothing without a price. Two
/// transactions are equal with a probability of 6 in 10¹¹, or 6 in 10⁸ with the largest compute limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Variation {
    units: u32,
    bytes: u32,
}

impl Variation {
    /// That with the highest compute limit.
    pub(crate) const MOST: Self = Self {
        units: 999,
        bytes: 0,
    };

    pub(crate) fn draw(entropy: &mut dyn Entropy) -> Self {
        let drawn = entropy.draw();
        let part = |value: u64| u32::try_from(value).unwrap_or_default();
        Self {
            units: part((drawn >> 32).checked_rem(LIMITS).unwrap_or_default()),
            bytes: part(drawn.checked_rem(SIZES).unwrap_or_default()),
        }
    }

    /// A compute limit of at least `units`, or the largest.
    pub(crate) fn limit(self, units: u64) -> u32 {
        let limit = units.saturating_add(self.units.into());
        u32::try_from(limit).map_or(MAX_COMPUTE_UNITS, |limit| limit.min(MAX_COMPUTE_UNITS))
    }

    /// A limit of loaded account data, in bytes.
    pub(crate) fn loaded_bytes(self) -> u32 {
        MAX_LOADED_BYTES.saturating_sub(self.bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Draws the same again and again.
    struct Fixed(u64);

    impl Entropy for Fixed {
        fn draw(&mut self) -> u64 {
            self.0
        }
    }

    #[test]
    fn both_parts_vary_and_stay_within_their_ranges() {
        let of = |drawn| Variation::draw(&mut Fixed(drawn));
        let cases = [
            (0, 10_000, 64 << 20),
            (u64::MAX, 10_000 + 295, (48 << 20) + 1),
            (999 << 32, 10_999, 64 << 20),
            (1_000 << 32, 10_000, 64 << 20),
            ((1 << 24) - 1, 10_000, (48 << 20) + 1),
            (1 << 24, 10_000, 64 << 20),
        ];
        for (drawn, limit, bytes) in cases {
            let variation = of(drawn);
            assert_eq!(variation.limit(10_000), limit, "{drawn}");
            assert_eq!(variation.loaded_bytes(), bytes, "{drawn}");
        }
        assert_eq!(of(999 << 32), Variation::MOST);
        assert_eq!(u64::from(Variation::MOST.units) + 1, LIMITS);
        assert_eq!(of(999 << 32).limit(1_399_500), MAX_COMPUTE_UNITS);
        assert_eq!(of(0).limit(u64::MAX), MAX_COMPUTE_UNITS);
    }

    #[test]
    fn the_operating_system_never_draws_the_same() {
        let drawn = || Variation::draw(&mut SystemEntropy);
        assert_ne!((drawn(), drawn()), (drawn(), drawn()));
    }
}
