//! `./x validator`: the suite on a validator that nobody here wrote (docs/validator.md).
//!
//! It starts a `solana-test-validator` on a fresh ledger, or takes the cluster of `--url`; deploys the sBPF files; runs
//! the migrations; and walks through the suite with `io`, as people would. Every step is checked, and printed with what
//! it took.

mod io;
mod node;
mod people;
mod walk;

use std::{path::PathBuf, process::ExitCode};

use anyhow::Context;
use clap::Parser;

use people::People;

/// The suite and its walkthrough on a solana-test-validator, or on any cluster.
#[derive(Parser)]
#[command(name = "./x validator")]
struct Options {
    /// Cluster; a solana-test-validator is started unless given
    #[arg(short, long, requires = "keys")]
    url: Option<String>,
    /// Folder of authority.json, which pays and is the upgrade authority, and of the keys of the programs' addresses;
    /// whoever else is needed gets a key there [default: a new folder that is removed in the end]
    #[arg(long, value_name = "FOLDER")]
    keys: Option<PathBuf>,
    /// Folder of the sBPF files
    #[arg(long, env = "SBF_OUT_DIR", default_value = "target/deploy")]
    programs: PathBuf,
    /// Do not wait until an hour has ended: that takes one to two hours
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
    let scratch = node::Folder::new()?;
    let own = options.keys.is_none();
    let keys = options.keys.clone().unwrap_or(scratch.path.join("keys"));
    if own {
        people::copy_program_keys(&keys)?;
    }
    let people = People::new(&keys, options.url.is_none())?;
    let node = match options.url {
        Some(_) => None,
        None => Some(node::Node::start(
            &scratch.path,
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
