//! Runs the tools' requests on the thread that has the network, one at a time, without a key.

use serde_json::{json, Map, Value};

use super::{answer::Answer, line::Line};
use crate::{
    access,
    commands::{self, Cli, Command},
    consent::Consent,
    context::{Context, Key, SendOptions},
    output::OutputFormat,
    report::Report,
    signers::Signers,
};

/// A request that needs the network.
pub type Job = Box<dyn FnOnce(&mut Context) + Send>;

/// The error if a command needs a key.
const NO_KEY: &str = "io mcp holds no key: name a wallet by its address";

/// Sections of the network's state, each with the command that reads it.
const NETWORK: [(&str, &str); 4] = [
    ("emissions", "emissions status"),
    ("oracle", "oracle show"),
    ("burn", "burn status"),
    ("roles", "gov show"),
];

/// The report of a command. No key is read, and nothing is sent.
///
/// # Errors
/// Those of the command.
pub fn report(context: &mut Context, line: &Line) -> anyhow::Result<Report> {
    let (Cli { global, command }, path) = commands::read(line.words())?;
    let Command::Networked(command) = command else {
        anyhow::bail!("io {path} reads no network: please report this");
    };
    context.forget();
    context.key = match line.wallet {
        Some(wallet) => Key::At(wallet.to_string()),
        None => Key::Unknown(NO_KEY.into()),
    };
    context.signers = Signers::default();
    context.connections = access::Folder::nowhere();
    context.send_options = SendOptions {
        draft: line.draft,
        ..SendOptions::new(&global)
    };
    context.consent = Consent::new(&global, &path, false)?;
    let report = commands::run(context, *command, OutputFormat::Json)?;
    match context.failure.take() {
        Some(failure) => Err(failure),
        None => Ok(report),
    }
}

/// The answer of a command.
///
/// # Errors
/// As [`report`].
pub fn answer(context: &mut Context, line: &Line) -> anyhow::Result<Answer> {
    let report = report(context, line)?;
    Ok(Answer::of(context, &report))
}

/// The network, its clock, and the state of its programs and price.
///
/// # Errors
/// If the network does not answer, or has not the programs.
pub fn network(context: &mut Context) -> anyhow::Result<Answer> {
    context.forget();
    context.market()?;
    let genesis = context.network.genesis().ok().flatten();
    let mut state = Map::from_iter([
        ("url".to_string(), json!(context.url)),
        (
            "genesis".into(),
            json!(genesis.map(|hash| hash.to_string())),
        ),
        ("time".into(), json!(context.now()?)),
    ]);
    let mut notes = Vec::new();
    for (name, command) in NETWORK {
        let part = match report(context, &Line::of(command)) {
            Ok(report) => {
                notes.extend(report.notes.iter().cloned());
                report.json()
            }
            // Without a price account, the other sections remain.
            Err(error) => json!({ "error": format!("{error:#}") }),
        };
        state.insert(name.into(), part);
    }
    Ok(Answer::new(context, Value::Object(state), &notes))
}
