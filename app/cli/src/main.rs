//! `io`, the command line of the suite.

#![cfg_attr(test, allow(clippy::arithmetic_side_effects))]
// They panic on a stream that is closed: `output` has what does not.
#![deny(clippy::print_stdout, clippy::print_stderr)]

mod access;
mod acting;
mod agreement;
mod announce;
mod audit;
mod balance;
mod burn;
mod commands;
mod connection;
mod consent;
mod contents;
mod context;
mod council;
mod deployment;
mod emission;
mod errors;
mod form;
mod free;
mod gov;
mod hints;
mod history;
mod honours;
mod idls;
mod instruction;
mod interrupt;
mod jobs;
mod jupiter;
mod keeper;
mod kinds;
mod localnet;
mod mark;
mod mcp;
mod migrate;
mod models;
mod new_accounts;
mod offer;
mod options;
mod oracle;
mod parse;
mod pauses;
mod payee;
mod place;
mod plan;
mod posting;
mod preview;
mod prices;
mod program;
mod program_errors;
mod reclaim;
mod refusals;
mod rent;
mod rewards;
mod schedule;
mod secrets;
mod sending;
mod settings;
mod signers;
mod slash;
mod somebody;
mod stake;
mod strangers;
mod supplier;
mod supply;
mod terminal;
#[cfg(test)]
mod tests;
mod transaction;
mod vote;
mod which;
mod wire;

use std::{
    io::{stderr, stdin, IsTerminal, Write},
    process::ExitCode,
};

use io_client::{redact, values::duration};
use io_output::{amounts, layout, output, report, terminal::fit, usage};

use commands::{Asks, Cli, Command, Local, Networked};
use consent::Consent;
use context::{Context, Key, Memory, SendOptions};
use errors::CliError;
use prices::Prices;
use settings::{Global, Settings};
use signers::Signers;

fn main() -> ExitCode {
    let command = commands::all();
    settings::forget_empty_variables(&command);
    output::redact_with(secrets::hide);
    let arguments = std::env::args_os().map(|it| it.to_string_lossy().into_owned());
    secrets::keep_arguments(&command, arguments);
    secrets::keep_environment(&command);
    let done = run();
    let written = output::stdout().flush();
    match done.and_then(|()| Ok(written?)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => match error.downcast_ref() {
            Some(asked) => not_parsed(asked),
            None => failed(&error),
        },
    }
}

fn failed(error: &anyhow::Error) -> ExitCode {
    if !is_wide() {
        fit();
    }
    output::tell(format!("error: {error:#}"));
    errors::exit_code(error)
}

/// Whether full width is asked for, where the options could not be read.
fn is_wide() -> bool {
    std::env::args_os().any(|it| it == "--wide")
}

/// What is wrong with the options, or the help or version that was asked for.
fn not_parsed(asked: &clap::Error) -> ExitCode {
    match usage::print(asked, is_wide()) {
        Ok(status) => status,
        Err(error) => failed(&error.into()),
    }
}

fn run() -> anyhow::Result<()> {
    let (Cli { global, command }, path) = commands::read(std::env::args_os())?;
    if !global.wide {
        fit();
    }
    let people = stdin().is_terminal() && stderr().is_terminal();
    let consent = Consent::new(&global, &path, people)?;
    match command {
        Command::Local(command) => local(command, &global, consent),
        Command::Networked(command) => networked(*command, &global, consent),
        Command::Mcp => mcp::run(&global),
    }
}

fn local(command: Local, global: &Global, consent: Consent) -> anyhow::Result<()> {
    match command {
        Local::Localnet(options) => localnet::run(&options),
        Local::Migrate(options) => migrate::run(&options, global, consent),
        Local::Program(command) => program::run(&command, global, consent),
        Local::Schedule(options) => schedule::run(&options, global.output.form()),
        Local::Completions { shell } => {
            let command = &mut commands::all();
            // It panics where it cannot write.
            let mut script = Vec::new();
            clap_complete::generate(shell, command, "io", &mut script);
            Ok(output::stdout().write_all(&script)?)
        }
    }
}

fn networked(command: Networked, global: &Global, consent: Consent) -> anyhow::Result<()> {
    // Any will do, and then nothing is read to find one.
    let any = || {
        Settings::new(&Global {
            url: Some("localhost".into()),
            commitment: Some("confirmed".into()),
            ..global.clone()
        })
    };
    let settings = match command.asks() {
        Asks::Nothing => any(),
        Asks::Tables => Settings::new(global).or_else(|error| match &global.url {
            Some(_) => Err(error),
            None => any(),
        }),
        Asks::Always => Settings::new(global),
    }?;
    ask(command, global, &settings, consent).map_err(|error| settings.explain(error))
}

fn ask(
    command: Networked,
    global: &Global,
    settings: &Settings,
    consent: Consent,
) -> anyhow::Result<()> {
    command.check_commitment(settings.commitment)?;
    let keeper = match &command {
        Networked::Keeper(options) => Some(options),
        _ => None,
    };
    keeper.map_or(Ok(()), keeper::Options::start_log)?;
    let network = connection::open(settings, global, keeper.is_some())?;
    let mut network = match keeper {
        Some(_) => network.with_meter(keeper::metrics::Measured::aloud()),
        None => network,
    };
    let mut context = Context {
        network: &mut network,
        url: redact::url(&settings.url),
        key: match &settings.keypair {
            Ok(named) => Key::At(named.clone()),
            Err(why) => Key::Unknown(why.clone()),
        },
        signers: Signers::default(),
        price: global
            .price_account
            .unwrap_or_else(settings::sponsored_price),
        prices: Prices::new(settings::hermes(global)?),
        send_options: SendOptions::new(global),
        consent,
        memory: Memory::default(),
        connections: access::Folder::of_user(),
        failure: None,
    };
    let form = global.output.form();
    let report = commands::run(&mut context, command, form)?;
    let printed = report.print(form);
    match (report.broken, context.failure.take()) {
        (0, None) => printed,
        (0, Some(failure)) => Err(failure),
        (broken, _) => Err(CliError::Broken(broken).into()),
    }
}
