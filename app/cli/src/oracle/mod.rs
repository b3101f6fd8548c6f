//! `io oracle`: the price as the programs read it, and newer prices.

mod close;
mod post;
mod show;

use clap::Subcommand;

use crate::{context::Context, report::Report};

/// Commands about the price.
#[derive(Subcommand)]
pub enum Command {
    /// Show the price, and whether reservations in IO and the burn accept it
    Show,
    /// Post the newest price signed by Pyth to an account of yours, for --price-account. Commands that need a price post one themselves
    Post(post::Options),
    /// Close your price accounts and get their rent back
    Close(close::Options),
}

/// Runs it.
pub fn run(context: &mut Context, command: &Command) -> anyhow::Result<Report> {
    match command {
        Command::Show => show::show(context),
        Command::Post(options) => post::post(context, options),
        Command::Close(options) => close::close(context, options),
    }
}
