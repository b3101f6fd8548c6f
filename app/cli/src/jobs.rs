//! What a keeper does in a round.

use clap::ValueEnum;

/// A part of a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Job {
    /// Bring the emission clock up to date. Pays the rent of its history pages; earns nothing
    Advance,
    /// Settle suppliers that are behind, by --settle-after. Earns nothing
    Settle,
    /// Cancel, complete, settle and close reservations once each is due. Closing one that was served earns its bounty
    Reservations,
    /// Send the extensions that payers allow by autopay. Each earns a bounty, as long as the payer has left any
    Autopay,
    /// Burn the fees in IO, open and expire auctions, update the anchor, pay the council its share. Earns nothing
    Burn,
    /// Execute slashes that are due and end those that have lapsed. Earns nothing
    Slashes,
    /// Finalize votes of staked IO that have ended, and execute what they have decided, once it is due. Earns nothing
    Votes,
}
