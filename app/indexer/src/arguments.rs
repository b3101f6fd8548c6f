//! The command line.

use std::{net::SocketAddr, time::Duration};

use clap::{value_parser, Args, Parser, Subcommand, ValueEnum};
use io_telemetry::logs::Format;

/// Records every event of the suite, and serves them and the rows rebuilt from them over HTTP
#[derive(Debug, Parser)]
#[command(name = "io-indexer", version)]
pub struct Arguments {
    /// Format of log lines on standard error: human or json
    #[arg(long, global = true, value_name = "FORMAT", default_value_t)]
    pub log: Format,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Follow a network until stopped, and serve the API, /healthz, /readyz and /metrics
    Run(Run),
    /// Fold all stored events into rows again, in one database transaction
    Rebuild(Database),
    /// Show what the database holds
    Status(Database),
}

/// The database.
#[derive(Args, Debug)]
pub struct Database {
    /// Path of an SQLite file, created if missing, or postgres://…
    #[arg(
        long,
        value_name = "DATABASE",
        env = "IO_INDEXER_DATABASE",
        default_value = "io-indexer.db",
        hide_env_values = true
    )]
    pub database: String,
}

#[derive(Args, Debug)]
pub struct Run {
    #[command(flatten)]
    pub database: Database,
    /// URL of a node that keeps all transactions of the programs
    #[arg(
        long,
        value_name = "URL",
        env = "IO_INDEXER_URL",
        hide_env_values = true
    )]
    pub url: String,
    /// Which transactions to record: finalized, or also confirmed ones, which a fork may revert
    #[arg(long, value_name = "COMMITMENT", default_value = "finalized")]
    pub commitment: Commitment,
    /// Address to serve on, HOST:PORT
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Transactions to request in parallel
    #[arg(long, value_name = "COUNT", default_value_t = 8, value_parser = value_parser!(u8).range(1..=64))]
    pub parallel: u8,
    /// Milliseconds between two rounds
    #[arg(long, value_name = "MS", default_value_t = 2_000, value_parser = value_parser!(u64).range(50..=60_000))]
    pub every: u64,
}

impl Run {
    /// Time between two rounds.
    pub const fn every(&self) -> Duration {
        Duration::from_millis(self.every)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Commitment {
    Confirmed,
    Finalized,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }
}
