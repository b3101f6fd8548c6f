//! `io rent`: what a renter does.

mod book;
mod closed;
mod course;
mod exit;
mod receipt;
mod status;

pub use crate::options::money;
pub use course::{next, situation, state, Next};
pub use exit::{refused_at, unpaid};

use clap::Subcommand;

use crate::{context::Context, report::Report};

/// Commands of a renter.
#[derive(Subcommand)]
pub enum Command {
    /// Show what a reservation would cost
    Quote(book::Wish),
    /// Reserve GPUs and pay into the reservation's escrow
    Reserve(book::Reserve),
    /// Book more time of a running reservation
    Extend(book::Extend),
    /// End a running reservation; its least time is due, the rest comes back. One that waits for its start cannot be cancelled:
    /// if it is not started in time, everything comes back
    Terminate(exit::Which),
    /// Leave after too much downtime, with everything unused back; what was reported down comes back when it is finished
    Leave(exit::Which),
    /// Dispute what is held back
    Dispute(exit::Dispute),
    /// Collect what a reservation owes you
    Collect(exit::Collect),
    /// Do what is due and anyone may do: cancel what was not started, end what is over, pay out what is no longer held, close
    /// what is paid
    Finish(exit::Which),
    /// Show a reservation, or all of yours
    Status(status::Options),
    /// Show what was paid for a reservation, segment by segment
    Receipt(receipt::Options),
}

/// Runs one of them.
pub fn run(context: &mut Context, command: Command) -> anyhow::Result<Report> {
    match command {
        Command::Quote(wish) => book::quote(context, &wish),
        Command::Reserve(options) => book::reserve(context, &options),
        Command::Extend(options) => book::extend(context, &options),
        Command::Terminate(which) => exit::terminate(context, &which),
        Command::Leave(which) => exit::leave(context, &which),
        Command::Dispute(options) => exit::dispute(context, &options),
        Command::Collect(options) => exit::collect(context, &options),
        Command::Finish(which) => exit::finish(context, &which),
        Command::Status(options) => status::run(context, &options),
        Command::Receipt(options) => receipt::run(context, &options),
    }
}
