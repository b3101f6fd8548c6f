//! `io oracle`: the price, as the programs read it, and newer ones.

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
    /// Post the newest price that Pyth has signed to an account of yours, for --price-account; what needs a price posts one by itself
    Post(post::Options),
    /// Close price accounts of yours and get their rent back
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
