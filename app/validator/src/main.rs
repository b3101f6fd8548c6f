//! `./x validator`: the suite on a `solana-test-validator` (docs/proof/validator.md).
//!
//! Starts a `solana-test-validator` on an empty ledger, or uses the cluster of `--url`; deploys the sBPF files; runs the
//! migrations; and goes through the suite with `io`, as users would. Every step is checked and printed with its duration.

mod io;
mod node;
mod people;
mod walk;

use std::{path::PathBuf, process::ExitCode};

use anyhow::Context;
use clap::Parser;

use people::People;

/// Run the suite end to end on a solana-test-validator, or on any cluster
#[derive(Parser)]
#[command(name = "./x validator")]
struct Options {
    /// Cluster; without it, a solana-test-validator is started
    #[arg(short, long, requires = "keys")]
    url: Option<String>,
    /// Folder of authority.json, which pays and is the upgrade authority, and of the program key pairs; the other keys are
    /// created there [default: a temporary folder]
    #[arg(long, value_name = "FOLDER")]
    keys: Option<PathBuf>,
    /// Folder of the sBPF files
    #[arg(long, env = "SBF_OUT_DIR", default_value = "target/deploy")]
    programs: PathBuf,
    /// Do not wait for an emission hour to end, which takes one to two hours
    #[arg(long)]
    quick: bool,
    /// Further options of solana-test-validator, such as --alpenglow
    #[arg(last = true, conflicts_with = "url")]
    validator: Vec<String>,
}

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> anyhow::Result<()> {
    let stop = io::Stop::on_signal()?;
    let scratch = tempfile::tempdir()?;
    let own = options.keys.is_none();
    let keys = options.keys.clone().unwrap_or(scratch.path().join("keys"));
    if own {
        people::copy_program_keys(&keys)?;
    }
    let people = People::new(&keys, options.url.is_none())?;
    let node = match options.url {
        Some(_) => None,
        None => Some(node::Node::start(
            scratch.path(),
            &people.authority(),
            &options.validator,
            &stop,
        )?),
    };
    let url = match (&options.url, &node) {
        (Some(url), _) => url.clone(),
        (None, Some(node)) => node.url(),
        (None, None) => unreachable!("a cluster or a validator"),
    };
    let io = io::Io::new(url, stop)?;
    let walked = walk::run(&io, &people, &options.programs, options.quick);
    let walked = match &node {
        Some(node) if walked.is_err() => walked.context(node.last_words()),
        _ => walked,
    };
    drop(node);
    walked
}
