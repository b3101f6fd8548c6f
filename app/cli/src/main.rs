//! `io`, the command line of the suite.

#![cfg_attr(test, allow(clippy::arithmetic_side_effects))]

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
mod duration;
mod emission;
mod errors;
mod gov;
mod history;
mod honours;
mod keeper;
mod localnet;
mod migrate;
mod models;
mod offer;
mod options;
mod oracle;
mod output;
mod parse;
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
mod secrets;
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
    io::{stderr, stdin, stdout, IsTerminal},
    process::ExitCode,
};

use clap::CommandFactory;
use io_client::redact;

use commands::{Cli, Command, Local, Networked};
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
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if output::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => match error.downcast_ref() {
            Some(usage) => misused(usage),
            None => {
                let told = secrets::hide(&format!("{error:#}"));
                eprintln!("error: {}", terminal::harmless(&told));
                errors::exit_code(&error)
            }
        },
    }
}

fn run() -> anyhow::Result<()> {
    let (Cli { global, command }, path) = commands::read(std::env::args_os())?;
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

/// Prints what clap says: help, the version, or what is wrong with the line, without its secrets.
fn misused(usage: &clap::Error) -> ExitCode {
    let told = usage.render().to_string();
    let shown = terminal::harmless(&secrets::hide(&told));
    if shown == told {
        // In colour where there is any. What cannot be printed has no reader.
        let _ = usage.print();
    } else {
        eprintln!("{shown}");
    }
    ExitCode::from(u8::try_from(usage.exit_code()).unwrap_or(2))
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
            clap_complete::generate(shell, command, "io", &mut stdout().lock());
            Ok(())
        }
    }
}

fn networked(command: Networked, global: &Global, consent: Consent) -> anyhow::Result<()> {
    let mut global = global.clone();
    if command.is_offline() {
        // Any will do, and then nothing is read to find one.
        global.url = Some("localhost".into());
        global.commitment = Some("confirmed".into());
    }
    let settings = Settings::new(&global)?;
    ask(command, &global, &settings, consent).map_err(|error| settings.explain(error))
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
    report.print(global.output, &mut stdout().lock(), &mut stderr().lock())?;
    match (report.broken, context.failure.take()) {
        (0, None) => Ok(()),
        (0, Some(failure)) => Err(failure),
        (broken, _) => Err(Failure::Broken(broken).into()),
    }
}
