//! `cargo run -p io-idl` writes idls/*.json from the programs' sources; with `--check` it only compares.

use std::{fs, path::PathBuf, process::ExitCode};

use anchor_lang::prelude::Pubkey;
use anchor_lang_idl::build::IdlBuilder;
use anyhow::{bail, Context};
use io_common::ids;

/// Folder of each program, the name of its IDL, and its address.
const PROGRAMS: [(&str, &str, Pubkey); 3] = [
    ("emissions", "emissions", ids::emissions::ID),
    ("marketplace", "marketplace", ids::marketplace::ID),
    ("fee-burn", "fee_burn", ids::fee_burn::ID),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.as_slice() {
        [] => run(false),
        [check] if check == "--check" => run(true),
        _ => Err(anyhow::anyhow!("usage: io-idl [--check]")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(check: bool) -> anyhow::Result<()> {
    // Asked for when it runs: a target folder that several clones share may hold another one's build.
    let here = std::env::var_os("CARGO_MANIFEST_DIR").context("run it by cargo")?;
    let root = PathBuf::from(here).join("../..");
    // The builder would otherwise ask for the toolchain by the name of an installed one.
    std::env::remove_var("RUSTUP_TOOLCHAIN");
    for (folder, name, id) in PROGRAMS {
        let text = idl(root.join("programs").join(folder), &id)?;
        let file = root.join("idls").join(name).with_extension("json");
        if !check {
            fs::write(&file, text)?;
        } else if fs::read_to_string(&file).ok().as_ref() != Some(&text) {
            bail!("idls/{name}.json is not that of the source: run ./x idl");
        }
    }
    Ok(())
}

fn idl(program: PathBuf, id: &Pubkey) -> anyhow::Result<String> {
    let idl = IdlBuilder::new()
        .program_path(program.clone())
        .resolution(true)
        .skip_lint(false)
        .build();
    let mut idl = idl.with_context(|| format!("the IDL of {}", program.display()))?;
    // The builder looks for `declare_id!` in the program itself; here it is in the shared crate.
    idl.address = id.to_string();
    Ok(serde_json::to_string_pretty(&idl)? + "\n")
}
