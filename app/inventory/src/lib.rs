//! Which GPUs a supplier's machine has, and its answers to attestors' challenges (`docs/spec/challenge.md`).
//!
//! An [`Inventory`] lists the GPUs: [`Nvml`] asks NVIDIA's driver, [`Command`] a program that the supplier has configured, and
//! [`Within`] either with a deadline. A service mounts a [`Responder`] at `POST {endpoint}/v1/suppliers/{supplier}/challenge`;
//! [`answer`] is one answer.

#![deny(missing_docs)]

mod answer;
mod command;
mod nvml;
mod responder;
mod within;

pub use answer::{answer, NoAnswer, Service};
pub use command::Command;
pub use nvml::Nvml;
pub use responder::{Responder, PER_MINUTE};
pub use within::Within;

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
    /// The list was not there in time. Until it is, there is no other.
    #[error("the GPUs were not listed within {seconds} s: does `nvidia-smi` answer?")]
    Late {
        /// Seconds that it had.
        seconds: u64,
    },
    /// There was no list a moment ago.
    #[error("the GPUs could not be listed a moment ago")]
    JustFailed,
    /// It printed something else.
    #[error("{program} printed no list of GPUs: {error}")]
    NoList {
        /// The program.
        program: String,
        /// What is wrong.
        error: io_access::Error,
    },
}
