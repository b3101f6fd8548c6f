//! Evidence on disk: a file for each day, a line of JSON for each thing seen or done, each with the hash of the line before, and a
//! signature of the last one.
//!
//! `YYYY-MM-DD.jsonl` has the lines, `YYYY-MM-DD.head.json` the signature. What follows the last signature is chained, and not
//! signed yet.

mod files;
mod line;
mod log;
mod replay;
mod verify;

pub use files::days;
pub use line::{Entry, Head, Line};
pub use log::Log;
pub use replay::replay;
pub use verify::{verify, Verified};

/// Why evidence is not written, read or accepted.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or a folder.
    #[error("{path}: {error}")]
    File {
        /// Its path.
        path: String,
        /// Why.
        error: std::io::Error,
    },
    /// Another watcher writes to the folder.
    #[error("{0}: another watcher writes to this folder; stop it, or name another folder")]
    InUse(String),
    /// A line that is not of this format.
    #[error("line {0}: not a line of this format")]
    Malformed(usize),
    /// A line that does not follow from the one before.
    #[error(
        "line {0}: it has not the hash of the line before: a line was changed, removed or added"
    )]
    Broken(usize),
    /// The first line does not say whose evidence it is.
    #[error("the first line does not name network and attestor")]
    Headless,
    /// The signature is of something else.
    #[error("the signature is not the attestor's for these lines")]
    BadSignature,
    /// The signed lines are not all there.
    #[error("{signed} lines were signed, and the file has {lines}: lines are missing")]
    CutShort {
        /// Lines that the signature is of.
        signed: u64,
        /// Lines of the file.
        lines: u64,
    },
    /// An answer in a line was not signed by the one that it names, or is of another challenge.
    #[error("line {line}: the supplier's answer is not as it was signed: {why}")]
    Answer {
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        why: String,
    },
    /// The folder is another attestor's, or of another network.
    #[error(
        "the folder holds the evidence of {attestor} on network {network}: name another folder"
    )]
    Another {
        /// Whose it is.
        attestor: String,
        /// Genesis hash.
        network: String,
    },
    /// The key does not sign.
    #[error("the key does not sign: {0}")]
    Signer(String),
}
