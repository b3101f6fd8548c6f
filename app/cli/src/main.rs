//! `io`, the command line of the suite.

#![cfg_attr(test, allow(clippy::arithmetic_side_effects))]

mod amounts;
mod commands;
mod context;
mod demo;
mod duration;
mod errors;
mod models;
mod offer;
mod options;
mod output;
mod rent;
mod report;
mod rewards;
mod schedule;
mod sending;
mod settings;
mod simulate_burn;
mod stake;
mod supplier;
#[cfg(test)]
mod tests;

use std::process::ExitCode;

use clap::Parser;

use commands::{Cli, Command, Local};
use settings::Global;

fn main() -> ExitCode {
    let Cli { global, command } = Cli::parse();
    let outcome = match command {
        Command::Local(command) => local(command, &global),
        Command::Networked(_) => Ok(()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if output::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            errors::exit_code(&error)
        }
    }
}

fn local(command: Local, global: &Global) -> anyhow::Result<()> {
    match command {
        Local::Demo(options) => demo::run(&options, global.output),
        Local::Schedule(options) => schedule::run(&options, global.output),
        Local::SimulateBurn(options) => simulate_burn::run(&options, global.output),
    }
}
