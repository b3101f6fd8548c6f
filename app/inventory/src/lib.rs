//! Which GPUs a supplier's machine has, and its answers to attestors' challenges (`docs/spec/challenge.md`).
//!
//! An [`Inventory`] lists the GPUs: [`Nvml`] asks NVIDIA's driver, [`Command`] a program that the supplier has configured. A service
//! mounts [`answer`] at `POST {endpoint}/v1/suppliers/{supplier}/challenge`.

#![deny(missing_docs)]

mod answer;
mod command;
mod nvml;

pub use answer::{answer, NoAnswer, Service};
pub use command::Command;
pub use nvml::Nvml;

use io_access::{Gpu, Source};

/// Lists GPUs.
pub trait Inventory {
    /// Where the list comes from.
    fn source(&self) -> Source;

    /// All GPUs that work, also those that are reserved.
    ///
    /// # Errors
    /// Why there is no list.
    fn gpus(&self) -> Result<Vec<Gpu>, Error>;
}

/// Why there is no list of GPUs. It is for the supplier's own log.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no driver, or it does not answer.
    #[error(
        "NVIDIA's driver does not answer: {0}. On a machine without it, configure a command that lists the GPUs"
    )]
    Nvml(String),
    /// The command cannot be started.
    #[error("{program} cannot be started: {error}")]
    NotStarted {
        /// The program.
        program: String,
        /// Why.
        error: std::io::Error,
    },
    /// It ended with an error.
    #[error("{program} ended with {status}")]
    Failed {
        /// The program.
        program: String,
        /// Its exit status.
        status: std::process::ExitStatus,
    },
    /// It did not end in time, and was ended.
    #[error("{program} printed no list within {seconds} s")]
    TimedOut {
        /// The program.
        program: String,
        /// Seconds that it had.
        seconds: u64,
    },
    /// It printed something else.
    #[error("{program} printed no list of GPUs: {error}")]
    NoList {
        /// The program.
        program: String,
        /// What is wrong.
        error: io_access::Error,
    },
}
