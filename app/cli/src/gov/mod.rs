//! `io gov`, `io pause` and `io unpause`: proposals behind a timelock, and the pause.

mod change;
mod pause;
mod proposal;
mod show;

pub use pause::{pause, unpause, Target};

use clap::Subcommand;

use crate::{context::Context, report::Report};

/// Commands about proposals.
#[derive(Subcommand)]
pub enum Command {
    /// Propose a change, as the authority
    Propose(proposal::Propose),
    /// Apply a proposal whose 48 hours are over
    Apply(proposal::Which),
    /// Cancel a proposal, as authority or guardian, or as anyone once it has lapsed
    Cancel(proposal::Which),
    /// Show who governs, or the open proposals of a program
    Show(show::Options),
}

/// Runs one of them.
pub fn run(context: &mut Context, command: Command) -> anyhow::Result<Report> {
    match command {
        Command::Propose(options) => proposal::propose(context, &options),
        Command::Apply(which) => proposal::apply(context, &which),
        Command::Cancel(which) => proposal::cancel(context, &which),
        Command::Show(options) => show::run(context, &options),
    }
}
