//! `io`, the command line of the suite.

mod amounts;
mod schedule;

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
    /// Print the emission schedule of 240 months
    Schedule(schedule::Options),
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Schedule(options) => schedule::run(&options),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Whether a reader such as `head` has had enough.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let error = error.downcast_ref::<std::io::Error>();
    error.is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}
