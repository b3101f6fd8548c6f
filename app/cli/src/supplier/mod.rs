//! `io supplier`: what a supplier's owner, or its operator, does.

mod register;
mod reservations;
mod rewards;
mod show;
mod stake;
mod which;

pub use which::Which;

use clap::Subcommand;

use crate::{context::Context, report::Report};

/// Commands of a supplier.
#[derive(Subcommand)]
pub enum Command {
    /// Register a supplier of one GPU model
    Register(register::Options),
    /// Show a supplier
    Show(show::Options),
    /// Set the commission; a rise holds from 14 days later
    Commission(register::Commission),
    /// Settle rewards up to the present hour, or a reservation up to the hold-back
    Settle(rewards::Settle),
    /// Claim commission and the reward of own stake to the payout wallet
    Claim(Which),
    /// Start a reservation
    Start(reservations::Start),
    /// Decline a reservation, with everything back to the renter
    Decline(reservations::Decline),
    /// Stake your own IO
    Stake(stake::Stake),
    /// Begin the cooldown of own stake
    Unstake(stake::Unstake),
    /// Withdraw own stake whose cooldown is over
    Withdraw(Which),
}

/// Runs one of them.
pub fn run(context: &mut Context, command: Command) -> anyhow::Result<Report> {
    match command {
        Command::Register(options) => register::run(context, options),
        Command::Show(options) => show::run(context, &options),
        Command::Commission(options) => register::commission(context, &options),
        Command::Settle(options) => rewards::settle(context, &options),
        Command::Claim(which) => rewards::claim(context, &which),
        Command::Start(options) => reservations::start(context, &options),
        Command::Decline(options) => reservations::decline(context, &options),
        Command::Stake(options) => stake::stake(context, &options),
        Command::Unstake(options) => stake::unstake(context, &options),
        Command::Withdraw(which) => stake::withdraw(context, &which),
    }
}
