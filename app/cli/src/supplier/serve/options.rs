//! Options of `io supplier serve`.

use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use anchor_lang::prelude::Pubkey;
use clap::{Args, ValueEnum};
use io_supplier::{driver, machine::Policy, Driver};

use super::windows::Windows;
use crate::{
    errors::CliError,
    parse::{address, count, duration},
};

/// What prepares GPUs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// A program of yours: --hook
    Command,
    /// A container for each reservation: --public-host, --gpu-devices
    Docker,
    /// A host for one renter at a time: --details
    Static,
}

/// How it serves.
#[derive(Args)]
pub struct Options {
    /// Supplier to serve, once for each; by default all that the signer owns or operates
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    pub supplier: Vec<Pubkey>,
    /// Folder of the service's state, kept across restarts; only one service at a time may use it
    #[arg(long, value_name = "FOLDER")]
    pub state: PathBuf,
    /// What prepares GPUs, checks them and takes them back
    #[arg(long, value_enum)]
    driver: Kind,
    /// Program called with provision, check or teardown, and the reservation as JSON on standard input; with static it is
    /// called only to end what a renter has left running
    #[arg(long, value_name = "FILE", required_if_eq("driver", "command"))]
    hook: Option<PathBuf>,
    /// docker: name or address of this machine, as renters reach it
    #[arg(long, value_name = "HOST", required_if_eq("driver", "docker"))]
    public_host: Option<String>,
    /// docker: first and last port of this machine for SSH, one for each container; keep them free and open in the firewall
    #[arg(long, value_name = "FIRST-LAST", value_parser = driver::Ports::read, default_value = "20000-20999")]
    ports: driver::Ports,
    /// docker: GPUs to give out, by index or UUID, separated by commas, such as 0,1,2,3
    #[arg(
        long,
        value_name = "DEVICE",
        value_delimiter = ',',
        required_if_eq("driver", "docker")
    )]
    gpu_devices: Vec<String>,
    /// docker: image of workloads that name none; it must serve SSH with the keys in /run/io
    #[arg(long, value_name = "NAME")]
    image: Option<String>,
    /// docker: registries of the images that workloads may name
    #[arg(
        long,
        value_name = "HOST",
        value_delimiter = ',',
        default_value = "docker.io,ghcr.io,nvcr.io,quay.io"
    )]
    registries: Vec<String>,
    /// docker: GB that an image of a workload may have, unpacked
    #[arg(long, value_name = "GB", value_parser = count::at_least_one::<u32>, default_value_t = 64)]
    image_gb: u32,
    /// docker: time for the whole pull of an image
    #[arg(long, value_name = "TIME", value_parser = duration::read, default_value = "10m")]
    pull_within: u64,
    /// docker: GB of a container's disk, and of its volume; it needs a storage driver with quotas
    #[arg(long, value_name = "GB", value_parser = count::at_least_one::<u32>)]
    disk_gb: Option<u32>,
    /// docker: another option of `docker create`, such as --docker-option=--shm-size=16g; may be given several times
    #[arg(long, value_name = "OPTION", allow_hyphen_values = true)]
    docker_option: Vec<String>,
    /// docker: the command
    #[arg(long, value_name = "FILE", default_value = "docker")]
    docker_program: PathBuf,
    /// static: file with the connection details, as a hook prints them
    #[arg(long, value_name = "FILE", required_if_eq("driver", "static"))]
    details: Option<PathBuf>,
    /// static: file of sshd to which the renter's keys are written, outside of its home; --hook ends what it has left running
    #[arg(long, value_name = "FILE", requires = "hook")]
    authorized_keys: Option<PathBuf>,
    /// Program that prints the GPUs of the supplier in its argument as JSON, for attestors; by default NVIDIA's library lists those
    /// of this machine
    #[arg(long, value_name = "FILE")]
    gpu_lister: Option<PathBuf>,
    /// File with times of maintenance: what would run into one is declined, and the end of what does is announced
    #[arg(long, value_name = "FILE")]
    maintenance: Option<PathBuf>,
    /// Time for one call of the driver, after which it is killed
    #[arg(long, value_name = "TIME", value_parser = duration::read, default_value = "10m")]
    driver_timeout: u64,
    /// Calls of the driver at a time, of each kind: to prepare, to check and to take back
    #[arg(long, value_name = "COUNT", value_parser = count::at_least_one::<u32>, default_value_t = 8)]
    pub parallel: u32,
    /// Failed calls of the driver to prepare a reservation, after which it is declined
    #[arg(long, value_name = "COUNT", value_parser = count::at_least_one::<u32>, default_value_t = 3)]
    attempts: u32,
    /// Time from one check of a running reservation to the next
    #[arg(long, value_name = "TIME", value_parser = duration::read, default_value = "1m")]
    pub check_every: u64,
    /// How long after the reservation a workload may arrive; without one the reservation is declined
    #[arg(long, value_name = "TIME", value_parser = duration::read, default_value = "15m", conflicts_with = "without_workload")]
    workload_within: u64,
    /// Prepare without a workload, for a driver that needs none
    #[arg(long)]
    without_workload: bool,
    /// Address for renters, to which a proxy with TLS forwards
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Address of the proxy in front, once for each: it is believed who its client is, by X-Forwarded-For
    #[arg(long, value_name = "ADDRESS")]
    pub proxy: Vec<IpAddr>,
    /// Address for operators: /healthz, /readyz, /metrics
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8081")]
    pub admin_listen: SocketAddr,
    /// Prepare and start although the service key does not come back from the supplier's endpoint
    #[arg(long)]
    pub no_endpoint_check: bool,
    /// Most time by which the chain's clock and this machine's may differ: beyond, nothing is started, declined or taken back
    #[arg(long, value_name = "TIME", value_parser = duration::read, default_value = "2m")]
    pub clock_tolerance: u64,
    /// From one look at the chain to the next
    #[arg(long, value_name = "TIME", value_parser = duration::read, default_value = "5s")]
    pub interval: u64,
}

/// Seconds beyond its time limit after which a call of the driver is overdue.
const GRACE: u64 = 30;

impl Options {
    /// Time after which a call of the driver loses its slot.
    pub fn deadline(&self) -> Duration {
        let pull = match self.driver {
            Kind::Docker => self.pull_within,
            Kind::Command | Kind::Static => 0,
        };
        let most = self.driver_timeout.saturating_add(pull);
        Duration::from_secs(most.saturating_add(GRACE))
    }

    /// What is decided once.
    pub fn policy(&self) -> Policy {
        let within = i64::try_from(self.workload_within).unwrap_or(i64::MAX);
        Policy {
            workload_within: (!self.without_workload).then_some(within),
            attempts: self.attempts,
            ..Policy::default()
        }
    }

    /// What lists GPUs for attestors, if it is not NVIDIA's library.
    ///
    /// # Errors
    /// [`CliError::Usage`] if it is not there.
    pub fn gpu_lister(&self) -> Result<Option<PathBuf>, CliError> {
        found("--gpu-lister", self.gpu_lister.as_ref())
    }

    /// The times of maintenance.
    ///
    /// # Errors
    /// [`CliError::Usage`] with what is wrong with the file.
    pub fn maintenance(&self) -> Result<Windows, CliError> {
        let windows = Windows::new(self.maintenance.clone());
        windows.map_err(|error| CliError::Usage(format!("--maintenance: {error}")))
    }

    /// What is worth a thought before it starts.
    pub fn warning(&self) -> Option<&'static str> {
        (self.driver == Kind::Docker && self.disk_gb.is_none())
            .then_some("Warning: without --disk-gb, a renter can fill this machine's disk.")
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
                let hook = found("--hook", self.hook.as_ref())?.unwrap_or_default();
                let driver = driver::Command::new(&hook, &folder, limit).map_err(usable)?;
                Ok(Arc::new(driver))
            }
            Kind::Docker => {
                let settings = driver::DockerSettings {
                    program: self.docker_program.clone(),
                    image: self.image.clone(),
                    host: self.public_host.clone().unwrap_or_default(),
                    ports: self.ports,
                    devices: self.gpu_devices.clone(),
                    registries: self.registries.clone(),
                    image_gb: self.image_gb,
                    pull_within: Duration::from_secs(self.pull_within),
                    disk_gb: self.disk_gb,
                    options: self.docker_option.clone(),
                };
                let driver = driver::Docker::new(settings, &folder, limit).map_err(usable)?;
                Ok(Arc::new(driver))
            }
            Kind::Static => {
                let details = found("--details", self.details.as_ref())?.unwrap_or_default();
                let hook = found("--hook", self.hook.as_ref())?;
                let keys = self.authorized_keys.as_deref().map(|path| {
                    driver::Authorized::new(path)
                        .map_err(|error| CliError::Usage(format!("--authorized-keys: {error}")))
                });
                let keys = keys.transpose()?;
                let driver = driver::Fixed::new(&details, keys, hook.as_deref(), &folder, limit);
                Ok(Arc::new(driver.map_err(usable)?))
            }
        }
    }
}

/// The whole path of a file that must be there, if it is named.
fn found(option: &str, path: Option<&PathBuf>) -> Result<Option<PathBuf>, CliError> {
    let whole = path.map(|path| {
        path.canonicalize()
            .map_err(|error| CliError::Usage(format!("{option} {}: {error}", path.display())))
    });
    whole.transpose()
}
