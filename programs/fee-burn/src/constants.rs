//! A size.

/// Fills that the engine remembers.
pub const FILLS_KEPT: usize = 32;
