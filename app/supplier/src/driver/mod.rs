//! What prepares GPUs for a renter, looks after them, and takes them back.

mod authorized;
mod command;
mod docker;
mod fixed;
mod process;
#[cfg(test)]
mod program;
mod run;

pub use authorized::Authorized;
pub use command::Command;
pub use docker::{Docker, Ports, Settings as DockerSettings};
pub use fixed::Fixed;

use io_access::{Access, Workload};
use solana_pubkey::Pubkey;

/// A reservation, as a driver sees it.
#[derive(Clone, Debug)]
pub struct Job {
    /// Its account, which names the tenant.
    pub reservation: Pubkey,
    /// Its supplier.
    pub supplier: Pubkey,
    /// Its renter.
    pub renter: Pubkey,
    /// GPUs.
    pub gpus: u32,
    /// The last second of the start window, in unix seconds.
    pub starts_until: i64,
    /// What the renter wants; none if it has sent nothing, and to take back.
    pub workload: Option<Workload>,
}

/// What is ready for a renter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenant {
    /// How to connect.
    pub access: Access,
    /// Pages.
    pub urls: Vec<String>,
    /// Notes for the renter.
    pub notes: String,
    /// Until when accounts are valid, in unix seconds; none for as long as the format allows.
    pub expires_at: Option<u64>,
}

/// Why a driver did not do it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Something of an earlier call still runs: asked again, it may work. It is no failure of the driver.
    #[error("{0}")]
    Busy(String),
    /// It failed.
    #[error("{0}")]
    Failed(String),
    /// What the renter wants is not done: asked again, the answer is the same.
    #[error("{0}")]
    Refused(String),
}

/// Prepares, checks and takes back. Each call may come again for the same reservation, also after the process was killed within it:
/// then it leaves what one call would leave.
pub trait Driver: Send + Sync {
    /// Prepares the GPUs. Until the reservation starts, a further call may replace what an earlier one has prepared.
    ///
    /// # Errors
    /// [`Failure`].
    fn provision(&self, job: &Job) -> Result<Tenant, Failure>;

    /// Whether the renter can still use them.
    ///
    /// # Errors
    /// [`Failure`].
    fn check(&self, job: &Job) -> Result<(), Failure>;

    /// Takes everything of the renter back. Nothing there is a success.
    ///
    /// # Errors
    /// [`Failure`].
    fn teardown(&self, job: &Job) -> Result<(), Failure>;

    /// Forgets a reservation that is gone for good: its logs.
    fn forget(&self, reservation: &Pubkey);
}
