//! `io` as a process.

use std::process::Command;

/// The binary, with nothing of the environment of the person who runs the tests.
pub fn io() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_io"));
    for variable in [
        "IO_URL",
        "IO_KEYPAIR",
        "IO_COMMITMENT",
        "IO_OUTPUT",
        "IO_PRICE_ACCOUNT",
        "IO_TIMEOUT",
        "IO_DEPLOYMENT",
        "SOLANA_CONFIG_FILE",
    ] {
        command.env_remove(variable);
    }
    command.env("HOME", env!("CARGO_TARGET_TMPDIR"));
    command
}
