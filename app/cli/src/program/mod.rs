//! `io program`: the programs themselves, by the upgradeable loader.

mod deploy;

use clap::Subcommand;

use crate::settings::Global;

#[derive(Subcommand, Debug)]
pub enum Command {
    /// Deploy or upgrade the three programs, as far as they are not as their files; interrupted, it is simply repeated
    Deploy(deploy::Options),
}

/// Runs it.
pub fn run(command: &Command, global: &Global) -> anyhow::Result<()> {
    match command {
        Command::Deploy(options) => deploy::run(options, global),
    }
}
