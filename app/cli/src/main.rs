//! `io`, the command line of the suite.

#![cfg_attr(test, allow(clippy::arithmetic_side_effects))]
// They panic on a stream that is closed: `output` has what does not.
#![deny(clippy::print_stdout, clippy::print_stderr)]

mod amounts;
mod announce;
mod audit;
mod balance;
mod burn;
mod commands;
mod connection;
mod consent;
mod context;
mod council;
mod demo;
mod emission;
mod errors;
mod gov;
mod history;
mod honours;
mod instruction;
mod interrupt;
mod keeper;
mod kinds;
mod layout;
mod localnet;
mod mark;
mod migrate;
mod models;
mod new_accounts;
mod offer;
mod options;
mod oracle;
mod output;
mod parse;
mod pauses;
mod payee;
mod place;
mod plan;
mod preview;
mod program;
mod program_errors;
mod reclaim;
mod rent;
mod report;
mod rewards;
mod schedule;
mod secrets;
mod sending;
mod settings;
mod signers;
mod simulate_burn;
mod slash;
mod somebody;
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

use clap::CommandFactory;
use io_client::{redact, values::duration};

use commands::{Asks, Cli, Command, Local, Networked};
use consent::Consent;
use context::{Context, Key, Manner, Memory};
use errors::Failure;
use settings::{Global, Settings};
use signers::Signers;

fn main() -> ExitCode {
    settings::forget_empty_variables();
    let arguments = std::env::args_os().map(|it| it.to_string_lossy().into_owned());
    secrets::keep_arguments(arguments);
    secrets::keep_environment();
    let done = run();
    let written = output::stdout().flush();
    match done.and_then(|()| Ok(written?)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => match error.downcast_ref() {
            Some(usage) => not_parsed(usage),
            None => failed(&error),
        },
    }
}

fn failed(error: &anyhow::Error) -> ExitCode {
    output::tell(format!("error: {error:#}"));
    errors::exit_code(error)
}

/// What is wrong with the options, on standard error and without its secrets, or the help or version that was asked for.
fn not_parsed(error: &clap::Error) -> ExitCode {
    let said = error.render().to_string();
    let status = ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(1));
    if error.use_stderr() && !std::env::args_os().any(|it| it == "--wide") {
        terminal::fit();
    }
    let is_plain = terminal::harmless(&secrets::hide(&said)) == said;
    let said = said.trim_end();
    if !is_plain || error.use_stderr() && terminal::fitted(said) != said {
        output::tell(said);
        return status;
    }
    // In colour where there is any.
    let printed = error.print().and_then(|()| output::stdout().flush());
    match printed {
        Err(failure) if !error.use_stderr() && failure.kind() != ErrorKind::BrokenPipe => {
            failed(&failure.into())
        }
        _ => status,
    }
}

fn run() -> anyhow::Result<()> {
    let (Cli { global, command }, path) = commands::read(std::env::args_os())?;
    if !global.wide {
        terminal::fit();
    }
    let people = stdin().is_terminal() && stderr().is_terminal();
    let consent = match command.is_rehearsal() {
        true => Consent::Given,
        false => Consent::new(&global, &path, people)?,
    };
    match command {
        Command::Local(command) => local(command, &global, consent),
        Command::Networked(command) => networked(command, &global, consent),
    }
}

fn local(command: Local, global: &Global, consent: Consent) -> anyhow::Result<()> {
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
    let mut network = connection::open(settings, global)?;
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
        manner: Manner::new(global),
        consent,
        memory: Memory::default(),
        failure: None,
    };
    let report = commands::run(&mut context, command, global.output)?;
    let printed = report.print(global.output);
    match (report.broken, context.failure.take()) {
        (0, None) => printed,
        (0, Some(failure)) => Err(failure),
        (broken, _) => Err(Failure::Broken(broken).into()),
    }
}
