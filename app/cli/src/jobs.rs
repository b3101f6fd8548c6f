//! What a keeper does in a round.

use clap::ValueEnum;

/// A part of a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Job {
    /// Bring the emission clock up to date, and create its history pages ahead. Pays their rent; earns nothing
    Advance,
    /// Settle suppliers that are behind, by --settle-after. Earns nothing
    Settle,
    /// Cancel, complete, settle and close reservations that are due, and sweep their fees. Closing a served one earns its bounty
    Reservations,
    /// Send the extensions that payers allow by autopay. Each earns a bounty while the payer's bounties last
    Autopay,
    /// Burn the fees in IO, open and expire auctions, update the anchor, pay the council its share. Earns nothing
    Burn,
    /// Propose slashes for breaches, execute those due, end lapsed ones, make delegations follow. Earns nothing
    Slashes,
    /// Finalize votes of staked IO that have ended, and execute their transactions once due. Earns nothing
    Votes,
    /// Apply changes after their 48 hours, and clear lapsed ones. Earns nothing
    Proposals,
    /// Close approvals after their hour. The rent of each goes to its opener
    Approvals,
    /// Once a day, reclaim lamports above the rent-exempt minimum that belong to the keeper, where they exceed the fee
    Rent,
}

impl Job {
    /// As it is written after --jobs.
    pub fn name(self) -> String {
        let value = self.to_possible_value();
        value.map_or_else(String::new, |it| it.get_name().into())
    }
}
