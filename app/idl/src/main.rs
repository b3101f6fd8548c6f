//! `cargo run -p io-idl -- idl` writes idls/ from the programs' sources, `reference` the pages of docs/reference/ from idls/; with
//! `--check` they only compare.

mod build;
mod reference;

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anchor_lang::prelude::Pubkey;
use anyhow::{bail, Context};
use io_common::ids;
use serde::Serialize;

/// Folder of each program, the name of its IDL, and its address.
const PROGRAMS: [(&str, &str, Pubkey); 3] = [
    ("emissions", "emissions", ids::emissions::ID),
    ("marketplace", "marketplace", ids::marketplace::ID),
    ("fee-burn", "fee_burn", ids::fee_burn::ID),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        [what] => run(what, false),
        [what, "--check"] => run(what, true),
        _ => Err(anyhow::anyhow!("usage: io-idl idl|reference [--check]")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(what: &str, check: bool) -> anyhow::Result<()> {
    // Read at run time: a target folder shared by several clones may hold the build of another.
    let here = std::env::var_os("CARGO_MANIFEST_DIR").context("run it by cargo")?;
    let root = PathBuf::from(here).join("../..");
    let files = match what {
        "idl" => idls(&root)?,
        "reference" => reference::pages(&root)?,
        _ => bail!("neither idl nor reference: {what}"),
    };
    for (name, text) in files {
        let file = root.join(&name);
        if !check {
            fs::write(&file, text)?;
        } else if fs::read_to_string(&file).ok().as_ref() != Some(&text) {
            bail!("{name} is out of date: run ./x update");
        }
    }
    Ok(())
}

/// The interfaces, by their path in the repository.
fn idls(root: &Path) -> anyhow::Result<Vec<(String, String)>> {
    // Otherwise the builder would look for an installed toolchain of this name.
    std::env::remove_var("RUSTUP_TOOLCHAIN");
    let programs = root.join("programs");
    let shared = build::shared(&programs.join("common"))?;
    let mut files = vec![("idls/common.json".into(), pretty(&shared)?)];
    for (folder, name, id) in PROGRAMS {
        let idl = build::program(&programs.join(folder), &id)?;
        files.push((format!("idls/{name}.json"), pretty(&idl)?));
    }
    Ok(files)
}

fn pretty(value: &impl Serialize) -> anyhow::Result<String> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}
