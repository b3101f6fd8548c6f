//! `io`, the command line of the suite.

#![cfg_attr(test, allow(clippy::arithmetic_side_effects))]

mod amounts;
mod demo;
mod localnet;
mod migrate;
mod output;
mod schedule;
mod simulate_burn;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The on-chain economy of a decentralised GPU cloud.
#[derive(Parser)]
#[command(name = "io", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Play the economy in an embedded machine and check its conservation rules every day
    Demo(demo::Options),
    /// Start a network on this machine with the suite on it, over JSON-RPC and WebSocket
    Localnet(localnet::Options),
    /// Take a network from a deployment file to its launch, and verify it: rehearsed in an embedded machine
    Migrate(migrate::Options),
    /// Print the emission schedule of 240 months
    Schedule(schedule::Options),
    /// Simulate months of fee-burn auctions over random prices
    SimulateBurn(simulate_burn::Options),
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Demo(options) => demo::run(&options),
        Command::Localnet(options) => localnet::run(&options),
        Command::Migrate(options) => migrate::run(&options),
        Command::Schedule(options) => schedule::run(&options),
        Command::SimulateBurn(options) => simulate_burn::run(&options),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if output::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
