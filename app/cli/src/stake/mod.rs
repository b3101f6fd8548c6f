//! `io stake`: what a staker does.

mod act;
mod change;
mod earn;
mod status;

use clap::Subcommand;

pub use act::{by_program, not_cooled, plan, unpayable, unread};
pub use change::effect;

use crate::{context::Context, report::Report};

/// Commands of a staker.
#[derive(Subcommand)]
pub enum Command {
    /// Delegate IO to a supplier
    Delegate(change::Delegate),
    /// Begin the cooldown of delegated stake
    Unstake(change::Unstake),
    /// Return cooling stake to active stake
    CancelUnstake(change::Cancel),
    /// Withdraw stake whose cooldown is over
    Withdraw(change::Withdraw),
    /// Request to move stake to another supplier; a day later, move it
    Redelegate(change::Redelegate),
    /// Claim rewards to your wallet
    Claim(earn::Claim),
    /// Claim rewards and delegate them
    Compound(earn::Compound),
    /// Close a delegation without stake. Its rewards are paid first
    Close(change::Close),
    /// Show your delegations
    Status(status::Options),
    /// Show what stake yields at each supplier
    Apr(earn::Apr),
}

/// Runs one of them.
pub fn run(context: &mut Context, command: Command) -> anyhow::Result<Report> {
    match command {
        Command::Delegate(options) => change::delegate(context, &options),
        Command::Unstake(options) => change::unstake(context, &options),
        Command::CancelUnstake(options) => change::cancel(context, &options),
        Command::Withdraw(options) => change::withdraw(context, &options),
        Command::Redelegate(options) => change::redelegate(context, &options),
        Command::Claim(options) => earn::claim(context, &options),
        Command::Compound(options) => earn::compound(context, &options),
        Command::Close(options) => change::close(context, &options),
        Command::Status(options) => status::run(context, &options),
        Command::Apr(options) => earn::apr(context, &options),
    }
}
