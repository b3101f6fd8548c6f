//! `io offer`: GPUs on offer.

mod compared;
mod list;
mod manage;
mod show;
mod terms;

use clap::Subcommand;

use crate::{context::Context, report::Report};

/// Commands about offers.
#[derive(Subcommand)]
pub enum Command {
    /// List offers, cheapest first
    List(list::Options),
    /// Show an offer and its supplier
    Show(show::Options),
    /// Offer GPUs of a supplier
    Create(manage::Create),
    /// Change an offer; existing reservations keep their terms
    Edit(manage::Edit),
    /// Stop taking reservations, or take them again
    Pause(manage::Pause),
    /// Take reservations again
    Unpause(manage::Unpause),
    /// Close an offer without reservations
    Close(manage::Close),
}

/// Runs one of them.
pub fn run(context: &mut Context, command: Command) -> anyhow::Result<Report> {
    match command {
        Command::List(options) => list::run(context, &options),
        Command::Show(options) => show::run(context, &options),
        Command::Create(options) => manage::create(context, &options),
        Command::Edit(options) => manage::edit(context, &options),
        Command::Pause(options) => manage::pause(context, &options),
        Command::Unpause(options) => manage::unpause(context, &options),
        Command::Close(options) => manage::close(context, &options),
    }
}

pub use list::of_supplier;
