//! `io burn`: fees, auctions and the burn.

mod auction;
mod council;
mod fees;
mod status;

use clap::Subcommand;

use crate::{context::Context, report::Report};

/// Commands about the burn.
#[derive(Subcommand)]
pub enum Command {
    /// Show vaults, budget and auction
    Status,
    /// Open an auction
    Open,
    /// Move the anchor towards the price without an auction
    UpdateAnchor,
    /// Sell IO to the auction; it is burned
    Fill(auction::Fill),
    /// End an auction whose time is over; the rest of its lot goes back to the vault
    Expire,
    /// Burn the fees paid in IO
    Fees,
    /// Pay the council its share of the fees in a vault
    PayCouncil(council::Options),
    /// Move what a running reservation has earned in fees to the vaults
    Sweep(fees::Sweep),
}

/// Runs one of them.
pub fn run(context: &mut Context, command: &Command) -> anyhow::Result<Report> {
    match command {
        Command::Status => status::status(context),
        Command::Open => auction::open(context),
        Command::UpdateAnchor => auction::update_anchor(context),
        Command::Fill(options) => auction::fill(context, options),
        Command::Expire => auction::expire(context),
        Command::Fees => fees::burn(context),
        Command::PayCouncil(options) => council::pay(context, options),
        Command::Sweep(options) => fees::sweep(context, options),
    }
}
