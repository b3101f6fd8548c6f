//! A proposal to burn stake behind a supplier.

use anchor_lang::prelude::*;
use io_common::math::Checked;

use crate::constants::{SLASH_DELAY, SLASH_LAPSE};

/// A slash. `[SLASH, supplier, number]`. It waits 30 days, in which it can be withdrawn on appeal; then anyone executes
/// it, within 7 days. It closes whatever becomes of it.
#[account(zero_copy)]
#[derive(Debug)]
pub struct Slash {
    /// The supplier.
    pub supplier: Pubkey,
    /// Who paid the rent, and gets it back.
    pub payer: Pubkey,
    /// Hash of the evidence; the address of the supplier's book for a breach that the marketplace recorded.
    pub evidence: [u8; 32],
    /// IO base units.
    pub amount: u64,
    /// Unix seconds from which it can be executed.
    pub due_at: i64,
    /// Unix seconds after which it no longer can.
    pub lapses_at: i64,
    /// Number among the supplier's slashes: part of the address.
    pub number: u32,
    /// Why, as the council numbers its reasons; [`BREACH`](Self::BREACH) for a breach.
    pub reason: u16,
    /// Bump of the address.
    pub bump: u8,
    /// Layout version, 1.
    pub version: u8,
}

impl Slash {
    /// Bytes of the account, the discriminator included.
    pub const SIZE: usize = 8 + core::mem::size_of::<Self>();
    /// The reason of a slash for a breach that the marketplace recorded. The council has the others.
    pub const BREACH: u16 = 0;

    /// When a slash that is proposed at `now` falls due, and when it lapses.
    ///
    /// # Errors
    /// `MathOverflow`, not reachable before the end of time.
    pub fn times(now: i64) -> io_common::Result<(i64, i64)> {
        let due_at = now.plus(SLASH_DELAY)?;
        Ok((due_at, due_at.plus(SLASH_LAPSE)?))
    }
}

const _: () = assert!(Slash::SIZE == 8 + 128, "a new size is a new layout version");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slash_falls_due_after_30_days_and_lapses_7_days_later() {
        let day = 86_400;
        assert_eq!(Slash::times(5), Ok((5 + 30 * day, 5 + 37 * day)));
        assert!(Slash::times(i64::MAX).is_err());
    }
}
