//! Sizes of accounts.

/// Fills that the engine stores.
pub const FILLS_KEPT: usize = 32;
