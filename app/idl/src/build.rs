//! Interfaces as Anchor makes them from the sources.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use anchor_lang::prelude::Pubkey;
use anchor_lang_idl::{
    build::IdlBuilder,
    types::{Idl, IdlErrorCode},
};
use anyhow::{ensure, Context};
use serde::Serialize;

/// The interface of a program.
pub fn program(folder: &Path, id: &Pubkey) -> anyhow::Result<Idl> {
    let idl = IdlBuilder::new()
        .program_path(folder.into())
        .resolution(true)
        .skip_lint(false)
        .build();
    let mut idl = idl.with_context(|| format!("the IDL of {}", folder.display()))?;
    // The builder looks for `declare_id!` in the program itself; here it is in the shared crate.
    idl.address = id.to_string();
    Ok(idl)
}

/// What a crate that is no program has of an interface.
#[derive(Serialize)]
pub struct Shared {
    /// Its errors.
    pub errors: Vec<IdlErrorCode>,
}

/// That of a crate: the builder wants a program, so that the crate's test is asked here.
pub fn shared(folder: &Path) -> anyhow::Result<Shared> {
    let output = Command::new("cargo")
        .args(["test", "--lib", "--features", "idl-build"])
        .args(["__anchor_private_print_idl_error", "--"])
        .args(["--show-output", "--quiet"])
        .env("RUSTFLAGS", "-A warnings")
        .current_dir(folder)
        .stderr(Stdio::inherit())
        .output()?;
    ensure!(
        output.status.success(),
        "the errors of {}",
        folder.display()
    );
    let text = String::from_utf8(output.stdout)?;
    let (_, text) = text
        .split_once("--- IDL begin errors ---")
        .context("no errors are printed")?;
    let (text, _) = text
        .split_once("--- IDL end errors ---")
        .context("no end of the errors is printed")?;
    Ok(Shared {
        errors: serde_json::from_str(text)?,
    })
}
