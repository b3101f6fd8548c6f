//! The two exact-in swap instructions of Jupiter's program.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_common::{
    constants::BPS,
    math::{mul_div, Rounding},
};

use super::PROGRAM;

/// `route_v2`: through the taker's token accounts.
const ROUTE: [u8; 8] = [187, 100, 250, 204, 49, 196, 175, 20];
/// `shared_accounts_route_v2`: through the program's token accounts.
const SHARED_ROUTE: [u8; 8] = [209, 152, 83, 147, 124, 254, 216, 233];

/// An exact-in swap, as the program reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Swap {
    /// Signs for the source.
    pub authority: Pubkey,
    /// Source token account.
    pub source: Pubkey,
    /// Destination token account.
    pub destination: Pubkey,
    /// Input mint.
    pub source_mint: Pubkey,
    /// Output mint.
    pub destination_mint: Pubkey,
    /// Input, in base units.
    pub in_amount: u64,
    /// Output by the quote, in base units.
    pub quoted: u64,
    /// Slippage, in bps.
    pub slippage_bps: u16,
    /// Platform fee on the output, in bps.
    pub platform_fee_bps: u16,
    /// Fee on output above the quote, in bps.
    pub positive_slippage_bps: u16,
}

impl Swap {
    /// Reads the instruction; none if it is another one, or too short.
    pub fn decode(it: &Instruction) -> Option<Self> {
        if it.program_id != PROGRAM {
            return None;
        }
        let (kind, mut rest) = it.data.split_first_chunk::<8>()?;
        // Places of authority, source, destination, source mint, destination mint, and of another destination.
        let (places, other) = match *kind {
            ROUTE => ([0, 1, 2, 3, 4], Some(7)),
            SHARED_ROUTE => {
                // The first byte chooses the program's accounts.
                let (_, after) = rest.split_first()?;
                rest = after;
                ([1, 2, 5, 6, 7], None)
            }
            _ => return None,
        };
        let account = |place: usize| it.accounts.get(place).map(|it| it.pubkey);
        let [authority, source, destination, source_mint, destination_mint] = places.map(account);
        let destination = destination?;
        // The program's own address means none.
        let redirected = match other {
            Some(place) => Some(account(place)?).filter(|it| *it != PROGRAM),
            None => None,
        };
        let mut take = |bytes: usize| {
            let (number, after) = rest.split_at_checked(bytes)?;
            rest = after;
            let mut wide = [0; 8];
            wide.get_mut(..bytes)?.copy_from_slice(number);
            Some(u64::from_le_bytes(wide))
        };
        let (in_amount, quoted) = (take(8)?, take(8)?);
        let mut bps = || u16::try_from(take(2)?).ok();
        Some(Self {
            authority: authority?,
            source: source?,
            destination: redirected.unwrap_or(destination),
            source_mint: source_mint?,
            destination_mint: destination_mint?,
            in_amount,
            quoted,
            slippage_bps: bps()?,
            platform_fee_bps: bps()?,
            positive_slippage_bps: bps()?,
        })
    }

    /// The least output that the program accepts, in base units, rounded down.
    pub fn least(&self) -> u64 {
        let kept = BPS.saturating_sub(self.slippage_bps.into());
        mul_div(self.quoted, kept, BPS, Rounding::Down).unwrap_or(0)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]
mod tests {
    use anchor_lang::solana_program::instruction::AccountMeta;
    use io_common::hash::sha256;

    use super::*;

    fn key(byte: u8) -> Pubkey {
        Pubkey::new_from_array([byte; 32])
    }

    fn numbers() -> Vec<u8> {
        let amounts = [100_000_000_u64, 40_800_000_000];
        let amounts = amounts.iter().flat_map(|it| it.to_le_bytes());
        let bps = [10_u16, 2, 3].into_iter().flat_map(u16::to_le_bytes);
        amounts.chain(bps).chain([0; 9]).collect()
    }

    fn instruction(kind: [u8; 8], data: &[u8]) -> Instruction {
        let accounts = (0..12).map(|byte| AccountMeta::new(key(byte), false));
        let data = [&kind, data].concat();
        Instruction::new_with_bytes(PROGRAM, &data, accounts.collect())
    }

    #[test]
    fn the_discriminators_are_those_of_the_names() {
        let of = |name: &str| sha256(&[b"global:", name.as_bytes()]);
        assert_eq!(of("route_v2")[..8], ROUTE);
        assert_eq!(of("shared_accounts_route_v2")[..8], SHARED_ROUTE);
    }

    #[test]
    fn both_instructions_are_read() {
        let route = Swap::decode(&instruction(ROUTE, &numbers())).unwrap();
        let expected = Swap {
            authority: key(0),
            source: key(1),
            // The other destination is the one that counts.
            destination: key(7),
            source_mint: key(3),
            destination_mint: key(4),
            in_amount: 100_000_000,
            quoted: 40_800_000_000,
            slippage_bps: 10,
            platform_fee_bps: 2,
            positive_slippage_bps: 3,
        };
        assert_eq!(route, expected);
        assert_eq!(route.least(), 40_759_200_000);
        let mut without = instruction(ROUTE, &numbers());
        without.accounts[7].pubkey = PROGRAM;
        assert_eq!(Swap::decode(&without).unwrap().destination, key(2));
        let shared = [&[5][..], &numbers()].concat();
        let shared = Swap::decode(&instruction(SHARED_ROUTE, &shared)).unwrap();
        let expected = Swap {
            authority: key(1),
            source: key(2),
            destination: key(5),
            source_mint: key(6),
            destination_mint: key(7),
            ..expected
        };
        assert_eq!(shared, expected);
    }

    #[test]
    fn what_is_no_such_swap_is_not_read() {
        let exact_out = [157, 138, 184, 82, 21, 244, 243, 36];
        assert_eq!(Swap::decode(&instruction(exact_out, &numbers())), None);
        let elsewhere = Instruction {
            program_id: key(9),
            ..instruction(ROUTE, &numbers())
        };
        assert_eq!(Swap::decode(&elsewhere), None);
        for length in 0..22 {
            let short = instruction(ROUTE, &numbers()[..length]);
            assert_eq!(Swap::decode(&short), None, "{length}");
        }
        let mut few = instruction(ROUTE, &numbers());
        few.accounts.truncate(7);
        assert_eq!(Swap::decode(&few), None);
    }

    #[test]
    fn the_least_output_is_rounded_down() {
        let swap = Swap::decode(&instruction(ROUTE, &numbers())).unwrap();
        let least = |quoted, slippage_bps| {
            Swap {
                quoted,
                slippage_bps,
                ..swap
            }
            .least()
        };
        assert_eq!(least(1_001, 10), 999);
        assert_eq!(least(u64::MAX, 0), u64::MAX);
        assert_eq!((least(5, 10_000), least(5, u16::MAX)), (0, 0));
    }
}
