//! `io rent`: what a renter does.

mod autopay;
mod close;
mod closed;
mod connect;
mod course;
mod declined;
mod dispute;
mod exit;
mod extend;
mod kept;
mod limit;
mod payer;
mod quote;
mod receipt;
mod reserve;
mod status;
mod watch;
mod withdraw;
mod workload;

pub use crate::options::money;
pub use close::name;
pub use course::{reported, situation, state, Announced, Side, NOTICE_PROTECTS};
pub use exit::{not_done, snapshot, unpaid};
pub use payer::{apart, refunded};

use clap::Subcommand;

use crate::{context::Context, output::OutputFormat, report::Report};

/// Commands of a renter.
#[derive(Subcommand)]
pub enum Command {
    /// Show what a reservation would cost, and what is due of it at least
    Quote(quote::QuoteArgs),
    /// Reserve GPUs and pay into the reservation's escrow
    Reserve(reserve::Reserve),
    /// Send the supplier who may log in and what to run, sealed to its service and signed by you; it moves no tokens
    Workload(workload::Options),
    /// Wait for the start, and show how to connect, or open a shell
    Connect(connect::Connect),
    /// Follow a reservation to its end: time left, cost so far, whether you can connect, and what to do next
    Watch(watch::Watch),
    /// Reserve more time of a running reservation, as its payer
    Extend(extend::Extend),
    /// Let anyone extend a reservation from your wallet, within what you allow
    #[command(subcommand)]
    Autopay(autopay::Command),
    /// Terminate a running reservation: what is not used comes back, except the minimum time that is due. One that has not
    /// started cannot be cancelled: if it is not started in time, everything comes back
    Terminate(exit::ReservationArg),
    /// Terminate after too much downtime: what is not used comes back at once, the price of the reported downtime when the
    /// reservation is closed
    TerminateForDowntime(exit::ReservationArg),
    /// Dispute the hold-back as the payer, with a deposit
    Dispute(dispute::Dispute),
    /// Withdraw what a reservation owes you because it could not be paid
    Withdraw(withdraw::Withdraw),
    /// Take the next step towards closing a reservation. Anyone may: cancel what was not started in time, end what is
    /// over, end a dispute that nobody decided, pay out what is no longer held back and close the accounts
    Close(exit::ReservationArg),
    /// Show a reservation, or all of yours
    Status(status::Options),
    /// Show what was paid for a reservation, segment by segment
    Receipt(receipt::Options),
}

/// Runs one of them.
pub fn run(context: &mut Context, command: Command, form: OutputFormat) -> anyhow::Result<Report> {
    match command {
        Command::Quote(quote) => quote::quote(context, &quote),
        Command::Reserve(options) => reserve::reserve(context, &options),
        Command::Workload(options) => workload::send(context, &options),
        Command::Connect(options) => connect::connect(context, &options),
        Command::Watch(options) => watch::watch(context, &options, form),
        Command::Extend(options) => extend::extend(context, &options),
        Command::Autopay(command) => autopay::run(context, command),
        Command::Terminate(which) => exit::terminate(context, &which),
        Command::TerminateForDowntime(which) => exit::terminate_for_downtime(context, &which),
        Command::Dispute(options) => dispute::dispute(context, &options),
        Command::Withdraw(options) => withdraw::withdraw(context, &options),
        Command::Close(which) => close::close(context, &which),
        Command::Status(options) => status::run(context, &options),
        Command::Receipt(options) => receipt::run(context, &options),
    }
}
