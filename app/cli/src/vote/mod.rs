//! The acts of a vote of staked IO in a realm: `io gov vote` and so on.

mod cancel;
mod cast;
mod delegate;
mod deposits;
mod execute;
mod finalize;
mod numbers;
mod realm;
mod submit;
mod weigh;
mod withdraw;

use anchor_lang::prelude::Pubkey;
use clap::{Args, Subcommand};

use crate::{context::Context, parse::address, report::Report};

pub use deposits::refunds;
pub use finalize::counting;
pub use realm::{governed, look, yes, Matter};

/// A realm proposal.
#[derive(Args)]
pub struct Which {
    /// The realm proposal
    #[arg(value_parser = address)]
    realm_proposal: Pubkey,
}

/// Acts of voters, of proposers and of anyone.
#[derive(Subcommand)]
pub enum Command {
    /// Vote on a realm proposal with your staked IO
    Vote(cast::Options),
    /// Withdraw your vote on a realm proposal, before its end
    WithdrawVote(withdraw::Options),
    /// Count the votes on a realm proposal whose vote has ended; anyone can
    Finalize(Which),
    /// Execute what a realm proposal has decided, once it is due; anyone can
    Execute(Which),
    /// Submit instructions to a vote of staked IO, as a realm proposal
    Submit(submit::Options),
    /// Cancel a realm proposal that you submitted, before the end of its vote
    CancelSubmission(Which),
    /// Name a delegate who may vote and submit for you, or remove it
    SetDelegate(delegate::Options),
}

/// Runs one of them.
///
/// # Errors
/// Those of the command.
pub fn run(context: &mut Context, command: &Command) -> anyhow::Result<Report> {
    match command {
        Command::Vote(options) => cast::run(context, options),
        Command::WithdrawVote(options) => withdraw::run(context, options),
        Command::Finalize(which) => finalize::run(context, which),
        Command::Execute(which) => execute::run(context, which),
        Command::Submit(options) => submit::run(context, options),
        Command::CancelSubmission(which) => cancel::run(context, which),
        Command::SetDelegate(options) => delegate::run(context, options),
    }
}
