//! `io program`: deployment and upgrade through the upgradeable loader.

mod deploy;

use clap::Subcommand;

use crate::{consent::Consent, settings::Global};

#[derive(Subcommand)]
pub enum Command {
    /// Deploy or upgrade the three programs where they differ from their files; run it again to resume
    Deploy(deploy::Options),
}

/// Runs it.
pub fn run(command: &Command, global: &Global, consent: Consent) -> anyhow::Result<()> {
    match command {
        Command::Deploy(options) => deploy::run(options, global, consent),
    }
}
