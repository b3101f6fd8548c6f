//! Options of `io supplier serve`.

use std::{net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use anchor_lang::prelude::Pubkey;
use clap::{Args, ValueEnum};
use io_supplier::{driver, machine::Policy, Driver};

use crate::{
    errors::CliError,
    parse::{address, count, duration},
};

/// What prepares GPUs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// A program of yours: --hook
    Command,
}

/// How it serves.
#[derive(Args)]
pub struct Options {
    /// Supplier to serve, once for each; by default all that the signer owns or operates
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    pub supplier: Vec<Pubkey>,
    /// Folder with what it must not forget; one service at a time uses it
    #[arg(long, value_name = "FOLDER")]
    pub state: PathBuf,
    /// What prepares GPUs, checks them and takes them back
    #[arg(long, value_enum)]
    driver: Kind,
    /// Program that is called with provision, check or teardown, and the reservation as JSON on standard input
    #[arg(long, value_name = "FILE", required_if_eq("driver", "command"))]
    hook: Option<PathBuf>,
    /// Time for one call of the driver, after which it is killed
    #[arg(long, value_name = "TIME", value_parser = duration::read, default_value = "10m")]
    driver_timeout: u64,
    /// Calls of the driver at a time
    #[arg(long, value_name = "COUNT", value_parser = count::at_least_one::<u32>, default_value_t = 8)]
    pub parallel: u32,
    /// Calls of the driver to prepare a reservation, after which it is declined
    #[arg(long, value_name = "COUNT", value_parser = count::at_least_one::<u32>, default_value_t = 3)]
    attempts: u32,
    /// Time from one check of a running reservation to the next
    #[arg(long, value_name = "TIME", value_parser = duration::read, default_value = "1m")]
    pub check_every: u64,
    /// Time after the reservation within which a workload must come; without one it is declined
    #[arg(long, value_name = "TIME", value_parser = duration::read, default_value = "15m", conflicts_with = "without_workload")]
    workload_within: u64,
    /// Prepare without a workload, for a driver that needs none
    #[arg(long)]
    without_workload: bool,
    /// Address for renters, to which a proxy with TLS forwards
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Address for operators: /healthz, /readyz, /metrics
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8081")]
    pub admin_listen: SocketAddr,
    /// Start although the details do not come back from the supplier's endpoint
    #[arg(long)]
    pub no_endpoint_check: bool,
    /// From one look at the chain to the next
    #[arg(long, value_name = "TIME", value_parser = duration::read, default_value = "5s")]
    pub interval: u64,
}

impl Options {
    /// What is decided once.
    pub fn policy(&self) -> Policy {
        let within = i64::try_from(self.workload_within).unwrap_or(i64::MAX);
        Policy {
            workload_within: (!self.without_workload).then_some(within),
            attempts: self.attempts,
            ..Policy::default()
        }
    }

    /// The driver.
    ///
    /// # Errors
    /// [`CliError::Usage`] if it cannot work.
    pub fn driver(&self) -> Result<Arc<dyn Driver>, CliError> {
        let limit = Duration::from_secs(self.driver_timeout);
        let folder = self.state.join("driver");
        let usable =
            |error: std::io::Error| CliError::Usage(format!("{}: {error}", folder.display()));
        match self.driver {
            Kind::Command => {
                let hook = self.hook.clone().unwrap_or_default();
                let hook = hook.canonicalize().map_err(|error| {
                    CliError::Usage(format!("--hook {}: {error}", hook.display()))
                })?;
                let driver = driver::Command::new(&hook, &folder, limit).map_err(usable)?;
                Ok(Arc::new(driver))
            }
        }
    }
}
