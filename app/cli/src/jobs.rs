//! What a keeper does in a round.

use clap::ValueEnum;

/// A part of a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Job {
    /// Bring the emission clock up to date, and create its history pages ahead. Pays their rent; earns nothing
    Advance,
    /// Settle suppliers that are behind, by --settle-after. Earns nothing
    Settle,
    /// Cancel, complete, settle and close reservations once each is due, and send their fees on. Closing one that was served
    /// earns its bounty
    Reservations,
    /// Send the extensions that payers allow by autopay. Each earns a bounty, as long as the payer has left any
    Autopay,
    /// Burn the fees in IO, open and expire auctions, update the anchor, pay the council its share. Earns nothing
    Burn,
    /// Propose slashes for breaches, execute what is due, end what has lapsed, make delegations follow. Earns nothing
    Slashes,
    /// Finalize votes of staked IO that have ended, and execute what they have decided, once it is due. Earns nothing
    Votes,
    /// Apply changes whose 48 hours are over, and clear those that have lapsed. Earns nothing
    Proposals,
    /// Close approvals whose hour is over. Their rent goes to those who opened them
    Approvals,
    /// Return what accounts hold above their rent-exempt minimum to the keeper, where it is more than the fee, once a day
    Rent,
}

impl Job {
    /// As it is written after --jobs.
    pub fn name(self) -> String {
        let value = self.to_possible_value();
        value.map_or_else(String::new, |it| it.get_name().into())
    }
}
