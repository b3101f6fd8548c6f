//! `io slash`: slashes of the stake behind a supplier.

mod end;
mod list;
mod propose;

use clap::Subcommand;
use io_client::reasons;

use crate::{
    context::Context,
    report::{Cell, Report},
};

/// Commands about slashes.
#[derive(Subcommand)]
pub enum Command {
    /// Propose a slash by the council, or by anyone for a breach that the marketplace has recorded
    Propose(propose::Options),
    /// List slashes that are open, or that delegations still have to follow
    List(list::Options),
    /// Withdraw a slash on appeal, by the council or the authority
    Withdraw(end::Withdraw),
    /// Execute a slash that is due, or end one that has lapsed
    Execute(end::Execute),
    /// Make delegations follow a slash; when the last has followed a slash that has ended, its account is closed
    Apply(end::Execute),
}

/// Runs one of them.
pub fn run(context: &mut Context, command: Command) -> anyhow::Result<Report> {
    match command {
        Command::Propose(options) => propose::run(context, &options),
        Command::List(options) => list::run(context, &options),
        Command::Withdraw(options) => end::withdraw(context, &options),
        Command::Execute(options) => end::execute(context, &options),
        Command::Apply(options) => end::apply(context, &options),
    }
}

pub use end::{ending, prepare as withdrawal};
pub use propose::prepare as proposal;

/// Why a slash was proposed: for programs by the name that `io slash propose` takes, or by its number where it has none.
pub fn reason(number: u16) -> Cell {
    let mut named = reasons::REASONS.iter();
    let name = named.find(|(known, ..)| *known == number);
    match name.map(|(_, name, _)| *name) {
        Some(name) => Cell::Tree {
            text: format!("{name}: {}", reasons::words(number)),
            json: name.into(),
        },
        None => Cell::Tree {
            text: reasons::words(number),
            json: number.into(),
        },
    }
}
