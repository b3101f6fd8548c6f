//! Indexes of past hours. With them, a supplier can be settled exactly at any later time.

use anchor_lang::prelude::*;
use io_common::{math::U128, types::Pool};

use crate::constants::PAGE_HOURS;

/// Indexes of both pools in 240 epoch hours. `[HISTORY, page]`; hour h is in page h / 240.
///
/// An hour without units stays zero. No settlement needs it: an attestation ends, and a rise begins, at the edge of
/// an hour with units.
#[account(zero_copy)]
#[derive(Debug)]
pub struct HistoryPage {
    /// Index of both pools at the start of each hour, Q64 per unit. Zero if no pool had units in the hour before.
    pub indexes: [[U128; Pool::COUNT]; PAGE_HOURS],
    /// Payer of the account rent; receives lamports above the rent-exempt minimum (P-25).
    pub payer: Pubkey,
    /// Number of the page.
    pub page: u32,
    /// Bump of the address.
    pub bump: u8,
    /// Zero.
    pub padding: [u8; 3],
}

impl HistoryPage {
    /// Bytes of the account, including the discriminator.
    pub const SIZE: usize = 8 + core::mem::size_of::<Self>();
}

/// The page of an epoch hour and the place of the hour in it.
#[allow(clippy::integer_division, clippy::arithmetic_side_effects)] // by a constant
pub fn page_of(hour: u32) -> (u32, usize) {
    let hours = PAGE_HOURS as u32;
    (hour / hours, (hour % hours) as usize)
}

const _: () = assert!(
    HistoryPage::SIZE == 8 + 7_720,
    "a new layout is a new account type"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_is_at_its_place_of_its_page() {
        for (hour, place) in [
            (0, (0, 0)),
            (239, (0, 239)),
            (240, (1, 0)),
            (500_000, (2_083, 80)),
        ] {
            assert_eq!(page_of(hour), place, "{hour}");
        }
    }
}
