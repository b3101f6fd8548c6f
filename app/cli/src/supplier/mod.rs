//! `io supplier`: what a supplier's owner, or its operator, does.

mod act;
mod jobs;
mod owner;
mod plan;
mod register;
mod reservations;
mod rewards;
mod serve;
mod show;
mod stake;
mod unstake_requests;

pub use plan::list as list_models;

use clap::Subcommand;

use crate::{
    context::Context,
    report::Report,
    which::{self, Alone, SupplierArg},
};

/// Commands of a supplier.
#[derive(Subcommand)]
pub enum Command {
    /// Register a supplier of one GPU model
    Register(register::Options),
    /// Show the stake that GPUs would need and what they would earn now, before you register them
    Plan(plan::Options),
    /// Show a supplier
    Show(show::Options),
    /// List the reservations at your suppliers, as owner or operator, and what to do about each
    Jobs(jobs::Options),
    /// Set the commission; a rise takes effect after 14 days
    Commission(register::Commission),
    /// Settle rewards up to the present hour, or a reservation up to the hold-back
    Settle(rewards::Settle),
    /// Claim commission and the reward of own stake to the payout wallet
    Claim(rewards::Claim),
    /// Serve renters: prepare reserved GPUs with a driver, publish the connection details, start reservations, and take the
    /// GPUs back at their end
    Serve(Box<serve::Options>),
    /// Start a reservation
    Start(reservations::Start),
    /// Decline a reservation: everything goes back to its payer
    Decline(reservations::Decline),
    /// Stake your own IO
    Stake(stake::Stake),
    /// Begin the cooldown of own stake
    Unstake(stake::Unstake),
    /// List own stake in its cooldown
    UnstakeRequests(Alone),
    /// Take own stake in its cooldown back into active stake
    CancelUnstake(unstake_requests::Cancel),
    /// Withdraw own stake whose cooldown is over
    Withdraw(stake::Withdraw),
    /// Announce the end of a running reservation, which starts its notice
    AnnounceEnd(reservations::AnnounceEnd),
    /// Terminate a running reservation, as the owner: its payer gets back what is not used and the price of the missing notice
    Terminate(reservations::Terminate),
    /// Change operator, payout wallet, endpoint or the limit of delegated stake
    Update(owner::Update),
    /// Propose a new owner, who has to accept
    ProposeOwner(owner::ProposeOwner),
    /// Accept the ownership that was proposed to you
    AcceptOwner(owner::AcceptOwner),
    /// Close a supplier without attestation, reservations and stake
    Close(Alone),
}

/// Runs one of them.
pub fn run(context: &mut Context, command: Command) -> anyhow::Result<Report> {
    match command {
        Command::Register(options) => register::run(context, &options),
        Command::Plan(options) => plan::run(context, &options),
        Command::Show(options) => show::run(context, &options),
        Command::Jobs(options) => jobs::run(context, &options),
        Command::Commission(options) => register::commission(context, &options),
        Command::Settle(options) => rewards::settle(context, &options),
        Command::Claim(options) => rewards::claim(context, &options),
        Command::Serve(options) => serve::run(context, &options),
        Command::Start(options) => reservations::start(context, &options),
        Command::Decline(options) => reservations::decline(context, &options),
        Command::Stake(options) => stake::stake(context, &options),
        Command::Unstake(options) => stake::unstake(context, &options),
        Command::UnstakeRequests(which) => unstake_requests::list(context, &which),
        Command::CancelUnstake(options) => unstake_requests::cancel(context, &options),
        Command::Withdraw(options) => stake::withdraw(context, &options),
        Command::AnnounceEnd(options) => reservations::announce_end(context, &options),
        Command::Terminate(options) => reservations::terminate(context, &options),
        Command::Update(options) => owner::update(context, &options),
        Command::ProposeOwner(options) => owner::propose(context, &options),
        Command::AcceptOwner(options) => owner::accept(context, &options),
        Command::Close(which) => owner::close(context, &which),
    }
}
