//! `io burn`: the fees' end.

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
    /// Let the slow anchor follow the price without an auction
    UpdateAnchor,
    /// Sell IO to the auction; it is burned
    Fill(auction::Fill),
    /// Give back the lot of an auction that is over
    Expire,
    /// Burn the fees paid in IO
    Direct,
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
        Command::Direct => fees::direct(context),
        Command::PayCouncil(options) => council::pay(context, options),
        Command::Sweep(options) => fees::sweep(context, options),
    }
}
