//! What a keeper does in a round.

use clap::ValueEnum;

/// A part of a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Job {
    /// The emission clock
    Advance,
    /// Suppliers that are behind
    Settle,
    /// Reservations that were not started, are over, are no longer held back, or can be closed
    Reservations,
    /// Extensions that payers let anyone send
    Autopay,
    /// Auctions, the fees in IO, and the council's share
    Burn,
    /// Slashes that are due or have lapsed
    Slashes,
}
