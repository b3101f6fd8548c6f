//! What Solana's mainnet is in November 2026, where it is not what the libraries of Agave 4.2.2 have as their constants.

use solana_clock::DEFAULT_MS_PER_SLOT;
use solana_cost_model::block_cost_limits::{
    MAX_BLOCK_UNITS_SIMD_0256, MAX_BLOCK_UNITS_SIMD_0286, MAX_WRITABLE_ACCOUNT_UNITS,
};

/// Milliseconds from block to block since slot 454,464,000 (`reduce_slot_time_to_200ms`).
pub const SLOT_MS: u64 = 200;

/// Compute units of a block. 100,000,000 since slot 435,888,000 (`raise_block_limits_to_100m`), of a slot of 400 ms: the
/// bank scales all of its limits with the slot time (`SlotParams` of solana-runtime 4.2.2). `MAX_BLOCK_UNITS` is what the
/// limit was before both.
pub const BLOCK_UNITS: u64 = scaled(MAX_BLOCK_UNITS_SIMD_0286);

/// Compute units of the transactions of a block that write one account. `MAX_WRITABLE_ACCOUNT_UNITS` goes with blocks of
/// 60,000,000, and grows as they do.
pub const ACCOUNT_UNITS: u64 =
    scaled(MAX_WRITABLE_ACCOUNT_UNITS * MAX_BLOCK_UNITS_SIMD_0286 / MAX_BLOCK_UNITS_SIMD_0256);

const fn scaled(units: u64) -> u64 {
    units * SLOT_MS / DEFAULT_MS_PER_SLOT
}

// As mainnet has them.
const _: () = assert!(BLOCK_UNITS == 50_000_000 && ACCOUNT_UNITS == 20_000_000);
