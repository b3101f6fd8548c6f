//! `io`, the command line of the suite.

#![cfg_attr(test, allow(clippy::arithmetic_side_effects))]
// They panic on a stream that is closed: `output` has what does not.
#![deny(clippy::print_stdout, clippy::print_stderr)]

mod amounts;
mod audit;
mod burn;
mod commands;
mod connection;
mod consent;
mod context;
mod council;
mod demo;
mod duration;
mod emission;
mod errors;
mod gov;
mod keeper;
mod layout;
mod localnet;
mod migrate;
mod models;
mod offer;
mod options;
mod oracle;
mod output;
mod pauses;
mod payee;
mod plan;
mod preview;
mod program;
mod program_errors;
mod reclaim;
mod rent;
mod report;
mod rewards;
mod schedule;
mod sending;
mod settings;
mod signers;
mod simulate_burn;
mod slash;
mod stake;
mod supplier;
mod terminal;
#[cfg(test)]
mod tests;
mod transaction;

use std::{
    io::{stderr, stdin, ErrorKind, IsTerminal, Write},
    process::ExitCode,
};

use clap::{CommandFactory, FromArgMatches};

use commands::{Cli, Command, Local, Networked};
use consent::Consent;
use context::{Context, Key, Manner};
use errors::Failure;
use settings::{Global, Settings};
use signers::Signers;

fn main() -> ExitCode {
    let parsed = Cli::command().try_get_matches().and_then(|matches| {
        let cli = Cli::from_arg_matches(&matches)?;
        Ok((consent::path(&matches), cli))
    });
    let done = match parsed {
        Ok((path, cli)) => run(&path, cli),
        Err(error) => return not_parsed(&error),
    };
    let written = output::stdout().flush();
    match done.and_then(|()| Ok(written?)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error),
    }
}

fn failed(error: &anyhow::Error) -> ExitCode {
    output::tell(format!("error: {error:#}"));
    errors::exit_code(error)
}

/// What is wrong with the options, on standard error, or the help or version that was asked for.
fn not_parsed(error: &clap::Error) -> ExitCode {
    let printed = error.print().and_then(|()| output::stdout().flush());
    match printed {
        Err(failure) if !error.use_stderr() && failure.kind() != ErrorKind::BrokenPipe => {
            failed(&failure.into())
        }
        _ => ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(1)),
    }
}

fn run(path: &str, cli: Cli) -> anyhow::Result<()> {
    let Cli { global, command } = cli;
    if !global.wide {
        terminal::fit();
    }
    let people = stdin().is_terminal() && stderr().is_terminal();
    let consent = match command.is_rehearsal() {
        true => Consent::Given,
        false => Consent::new(&global, path, people)?,
    };
    match command {
        Command::Local(command) => local(command, &global, consent),
        Command::Networked(command) => networked(command, &global, consent),
    }
}

fn local(command: Local, global: &Global, consent: Consent) -> anyhow::Result<()> {
    // These two have a dry run of their own, and refuse the others themselves.
    if global.is_about_sending() && !matches!(command, Local::Program(_) | Local::Migrate(_)) {
        let told = "this command does not take --dry-run, --sign-only, --blockhash, --nonce or --nonce-authority";
        return Err(Failure::Usage(told.into()).into());
    }
    match command {
        Local::Demo(options) => demo::run(&options, global.output),
        Local::Localnet(options) => localnet::run(&options),
        Local::Migrate(options) => migrate::run(&options, global, consent),
        Local::Program(command) => program::run(&command, global, consent),
        Local::Schedule(options) => schedule::run(&options, global.output),
        Local::SimulateBurn(options) => simulate_burn::run(&options, global.output),
        Local::Completions { shell } => {
            let command = &mut Cli::command();
            // It panics where it cannot write.
            let mut script = Vec::new();
            clap_complete::generate(shell, command, "io", &mut script);
            Ok(output::stdout().write_all(&script)?)
        }
    }
}

fn networked(command: Networked, global: &Global, consent: Consent) -> anyhow::Result<()> {
    let settings = Settings::new(global)?;
    let mut network = connection::open(&settings, global)?;
    let mut context = Context {
        network: &mut network,
        url: settings.url,
        key: Key::At(settings.keypair),
        signers: Signers::default(),
        price: global
            .price_account
            .unwrap_or_else(settings::sponsored_price),
        manner: Manner::new(global),
        consent,
    };
    let report = commands::run(&mut context, command, global.output)?;
    let printed = report.print(global.output);
    match (report.broken, printed) {
        (0, printed) => printed,
        (broken, _) => Err(Failure::Broken(broken).into()),
    }
}
