//! `io localnet`: hands over to `io-localnet`, which is a binary of its own for what it pulls in.

use std::{ffi::OsString, io::ErrorKind, path::Path, process::Command};

use clap::Args;

use crate::{errors::CliError, secrets};

/// Name of the binary.
const BINARY: &str = "io-localnet";

/// Options of `io localnet`.
#[derive(Args, Debug)]
#[command(disable_help_flag = true)]
pub struct Options {
    /// Options of io-localnet; --help lists them
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    options: Vec<OsString>,
}

/// Becomes the `io-localnet` beside this binary, or the one on the path; returns only if there is none.
pub fn run(options: &Options) -> anyhow::Result<()> {
    use std::os::unix::process::CommandExt;

    // That binary would quote it.
    let is_secret = |it: &&OsString| secrets::hide(&it.to_string_lossy()) != it.to_string_lossy();
    if options.options.iter().any(|it| is_secret(&it)) {
        let reported = "io localnet takes no key and no URL: one of its options is or holds one";
        return Err(CliError::Usage(reported.into()).into());
    }
    let this = std::env::current_exe()?;
    let beside = this.with_file_name(BINARY);
    let binary = if beside.is_file() {
        &beside
    } else {
        Path::new(BINARY)
    };
    let error = Command::new(binary).args(&options.options).exec();
    if error.kind() == ErrorKind::NotFound {
        anyhow::bail!(
            "{BINARY} is not built: run ./x localnet once, or cargo install --path app/localnet"
        );
    }
    Err(anyhow::Error::new(error).context(BINARY))
}
