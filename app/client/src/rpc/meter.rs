//! What requests take, and how they fail.

use std::time::Duration;

use crate::sending::node::Kind;

/// Why a request has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// There was no connection.
    Unconnected,
    /// No answer, or one that cannot be read.
    Lost,
    /// Not now: too many requests, or a node that lags behind.
    Busy,
    /// The node has refused it.
    Refused,
}

impl Failure {
    /// In one word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unconnected => "unconnected",
            Self::Lost => "lost",
            Self::Busy => "busy",
            Self::Refused => "refused",
        }
    }
}

impl From<Kind> for Failure {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Unconnected => Self::Unconnected,
            Kind::Lost => Self::Lost,
            Kind::Busy => Self::Busy,
            Kind::Refused => Self::Refused,
        }
    }
}

/// Is called with each request once it has ended; a repetition is another one.
pub trait Meter: Send + Sync {
    /// A request for `method` took so long, and has failed if `failure` says so.
    fn asked(&self, method: &str, took: Duration, failure: Option<Failure>);

    /// Why a request has failed, in words that hold no key.
    fn failed(&self, _method: &str, _failure: Failure, _words: &str) {}
}

/// Measures nothing.
pub(super) struct Unmetered;

impl Meter for Unmetered {
    fn asked(&self, _: &str, _: Duration, _: Option<Failure>) {}
}
