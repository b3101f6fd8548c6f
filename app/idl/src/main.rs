//! `cargo run -p io-idl` writes idls/*.json from the programs' sources; with `--check` it only compares.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anchor_lang_idl::build::IdlBuilder;
use anyhow::{bail, Context};

/// Folder of each program, and the name of its IDL.
const PROGRAMS: [(&str, &str); 3] = [
    ("emissions", "emissions"),
    ("marketplace", "marketplace"),
    ("fee-burn", "fee_burn"),
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
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    // The builder would otherwise ask for the toolchain by the name of an installed one.
    std::env::remove_var("RUSTUP_TOOLCHAIN");
    for (folder, name) in PROGRAMS {
        let text = idl(root.join("programs").join(folder))?;
        let file = root.join("idls").join(name).with_extension("json");
        if !check {
            fs::write(&file, text)?;
        } else if fs::read_to_string(&file).ok().as_ref() != Some(&text) {
            bail!("idls/{name}.json is not that of the source: run ./x idl");
        }
    }
    Ok(())
}

fn idl(program: PathBuf) -> anyhow::Result<String> {
    let idl = IdlBuilder::new()
        .program_path(program.clone())
        .resolution(true)
        .skip_lint(false)
        .build();
    let idl = idl.with_context(|| format!("the IDL of {}", program.display()))?;
    Ok(serde_json::to_string_pretty(&idl)? + "\n")
}
