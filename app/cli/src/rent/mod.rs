//! `io rent`: what a renter does.

mod autopay;
mod close;
mod closed;
mod course;
mod dispute;
mod exit;
mod payer;
mod receipt;
mod reserve;
mod status;
mod withdraw;

pub use crate::options::money;
pub use close::name;
pub use course::{reported, situation, state, Announced, Side};
pub use exit::{not_done, snapshot, unpaid};
pub use payer::{apart, refunded};

use clap::Subcommand;

use crate::{context::Context, report::Report};

/// Commands of a renter.
#[derive(Subcommand)]
pub enum Command {
    /// Show what a reservation would cost, and what is due of it at least
    Quote(reserve::QuoteArgs),
    /// Reserve GPUs and pay into the reservation's escrow
    Reserve(reserve::Reserve),
    /// Reserve more time of a running reservation, as its payer
    Extend(reserve::Extend),
    /// Let anyone extend a reservation from your wallet, within what you allow
    #[command(subcommand)]
    Autopay(autopay::Command),
    /// End a running reservation: everything unused comes back, but for the minimum time that is due. One that waits for its
    /// start cannot be cancelled: if it is not started in time, everything comes back
    Terminate(exit::ReservationArg),
    /// Terminate after too much downtime: everything unused comes back at once, and the price of the reported downtime at the
    /// close
    TerminateForDowntime(exit::ReservationArg),
    /// Dispute the hold-back, as the payer and for a deposit
    Dispute(dispute::Dispute),
    /// Withdraw what a reservation owes you because it could not be paid
    Withdraw(withdraw::Withdraw),
    /// Take the next step towards closing a reservation, which anyone may do: cancel what was not started in time, end what is
    /// over, end a dispute that nobody decided, pay out what is no longer held back and close the accounts
    Close(exit::ReservationArg),
    /// Show a reservation, or all of yours
    Status(status::Options),
    /// Show what was paid for a reservation, segment by segment
    Receipt(receipt::Options),
}

/// Runs one of them.
pub fn run(context: &mut Context, command: Command) -> anyhow::Result<Report> {
    match command {
        Command::Quote(quote) => reserve::quote(context, &quote),
        Command::Reserve(options) => reserve::reserve(context, &options),
        Command::Extend(options) => reserve::extend(context, &options),
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
