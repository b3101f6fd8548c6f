//! `io council evidence`: what a watcher has written down, checked by anybody.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use io_watch::evidence;

use crate::{
    errors::CliError,
    parse::hash,
    report::{Cell, Report},
};

/// Commands about evidence.
#[derive(Subcommand)]
pub enum Command {
    /// Check the evidence of a day: that no line was changed, who signed it, and every supplier's answer in it. It asks no network
    Verify(Verify),
}

/// A file to check.
#[derive(Args)]
pub struct Verify {
    /// File of a day, such as 2027-01-31.jsonl, with its signature beside it, 2027-01-31.head.json
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Find the line with this hash, in hexadecimal: the evidence of a batch of attestations
    #[arg(long, value_name = "HEX", value_parser = hash::read)]
    line: Option<[u8; 32]>,
}

/// Runs one of them.
pub fn run(command: &Command) -> anyhow::Result<Report> {
    let Command::Verify(options) = command;
    let refused = |error: evidence::Error| match error {
        evidence::Error::File { .. } => CliError::Usage(error.to_string()),
        other => CliError::Refused(other.to_string()),
    };
    let it = evidence::verify(&options.file, options.line).map_err(refused)?;
    if options.line.is_some() && it.found.is_none() {
        let reported = "no line of this file has that hash: try the days around it";
        return Err(CliError::Refused(reported.into()).into());
    }
    let key = |text: &str| match text.parse() {
        Ok(address) => Cell::Key(address),
        Err(_) => Cell::Text(text.into()),
    };
    let mut fields = vec![
        ("Attestor", key(&it.attestor)),
        ("Network", Cell::Text(it.network)),
        ("Lines", Cell::Count(it.lines)),
        ("Signed lines", Cell::Count(it.signed)),
        ("Suppliers' answers", Cell::Count(it.answers)),
        ("Challenges without an answer", Cell::Count(it.silences)),
        ("Follows", Cell::Text(it.follows)),
        ("Last line", Cell::Text(it.last)),
    ];
    fields.extend(it.found.map(|line| ("Line", Cell::Count(line))));
    Ok(Report::fields(fields))
}
