//! Duration and failures of requests.

use std::time::Duration;

use crate::sending::node::Kind;

/// Why a request failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// There was no connection.
    Unconnected,
    /// No answer, or an unreadable one.
    Lost,
    /// Busy: a rate limit, or a node that lags.
    Busy,
    /// Refused by the node.
    Refused,
}

impl Failure {
    /// A label.
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

/// Called after each request. A retry is another request.
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
