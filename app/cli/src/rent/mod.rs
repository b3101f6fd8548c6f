//! `io rent`: what a renter does.

mod closed;
mod connect;
mod course;
mod dispute;
mod exit;
mod finish;
mod receipt;
mod reserve;
mod status;
mod watch;
mod withdraw;
mod workload;

pub use crate::options::money;
pub use course::{reported, situation, state, Side};
pub use exit::{not_done, snapshot, unpaid};
pub use finish::name;

use clap::Subcommand;

use crate::{context::Context, output::OutputFormat, report::Report};

/// Commands of a renter.
#[derive(Subcommand)]
pub enum Command {
    /// Show what a reservation would cost
    Quote(reserve::QuoteArgs),
    /// Reserve GPUs and pay into the reservation's escrow
    Reserve(reserve::Reserve),
    /// Send the supplier who may log in and what to run, sealed to its service and signed by you; it moves no tokens
    Workload(workload::Options),
    /// Wait for the start, and show how to connect, or open a shell
    Connect(connect::Connect),
    /// Follow a reservation to its end: time left, cost so far, whether you can connect, and what to do next
    Watch(watch::Watch),
    /// Reserve more time of a running reservation
    Extend(reserve::Extend),
    /// End a running reservation; its least time is due, the rest comes back. One that waits for its start cannot be cancelled:
    /// if it is not started in time, everything comes back
    Terminate(exit::ReservationArg),
    /// Terminate after too much downtime, with everything unused back; what was reported down comes back when it is closed
    TerminateForDowntime(exit::ReservationArg),
    /// Dispute what is held back
    Dispute(dispute::Dispute),
    /// Withdraw what a reservation owes you
    Withdraw(withdraw::Withdraw),
    /// Do what is due and anyone may do: cancel what was not started, end what is over, pay out what is no longer held, close
    /// what is paid
    Finish(exit::ReservationArg),
    /// Show a reservation, or all of yours
    Status(status::Options),
    /// Show what was paid for a reservation, segment by segment
    Receipt(receipt::Options),
}

/// Runs one of them.
pub fn run(context: &mut Context, command: Command, form: OutputFormat) -> anyhow::Result<Report> {
    match command {
        Command::Quote(quote) => reserve::quote(context, &quote),
        Command::Reserve(options) => reserve::reserve(context, &options),
        Command::Workload(options) => workload::send(context, &options),
        Command::Connect(options) => connect::connect(context, &options),
        Command::Watch(options) => watch::watch(context, &options, form),
        Command::Extend(options) => reserve::extend(context, &options),
        Command::Terminate(which) => exit::terminate(context, &which),
        Command::TerminateForDowntime(which) => exit::terminate_for_downtime(context, &which),
        Command::Dispute(options) => dispute::dispute(context, &options),
        Command::Withdraw(options) => withdraw::withdraw(context, &options),
        Command::Finish(which) => finish::finish(context, &which),
        Command::Status(options) => status::run(context, &options),
        Command::Receipt(options) => receipt::run(context, &options),
    }
}
