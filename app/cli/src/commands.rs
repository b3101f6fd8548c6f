//! The command line, and which command does what.

use clap::{Parser, Subcommand};

use crate::{
    context::Context, demo, localnet, offer, rent, report::Report, schedule, settings::Global,
    simulate_burn, stake, supplier,
};

/// The on-chain economy of a decentralised GPU cloud.
#[derive(Parser)]
#[command(name = "io", version, arg_required_else_help = true)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    #[command(flatten)]
    Local(Local),
    #[command(flatten)]
    Networked(Networked),
}

/// What needs no network.
#[derive(Subcommand)]
pub enum Local {
    /// Play the economy in an embedded machine and check its conservation rules every day
    Demo(demo::Options),
    /// Start a network on this machine with the suite on it, over JSON-RPC and WebSocket
    Localnet(localnet::Options),
    /// Print the emission schedule of 240 months
    Schedule(schedule::Options),
    /// Simulate months of fee-burn auctions over random prices
    SimulateBurn(simulate_burn::Options),
}

/// What needs a network.
#[derive(Subcommand)]
pub enum Networked {
    /// GPUs on offer
    #[command(subcommand)]
    Offer(offer::Command),
    /// Rent GPUs
    #[command(subcommand)]
    Rent(rent::Command),
    /// Supply GPUs
    #[command(subcommand)]
    Supplier(supplier::Command),
    /// Stake IO with suppliers
    #[command(subcommand)]
    Stake(stake::Command),
}

/// Runs what needs a network.
pub fn run(context: &mut Context, command: Networked) -> anyhow::Result<Report> {
    match command {
        Networked::Offer(command) => offer::run(context, command),
        Networked::Rent(command) => rent::run(context, command),
        Networked::Supplier(command) => supplier::run(context, command),
        Networked::Stake(command) => stake::run(context, command),
    }
}
