//! How a transaction is sent to a cluster: announced, broadcast again and again, and concluded from evidence alone.
//! docs/spec/sending.md has its states.
//!
//! Nothing here knows a transport: the [`Node`](node::Node) that answers, the clock and the randomness are given.

mod clock;
mod entropy;
mod evidence;
pub(crate) mod node;
mod observer;
mod pursuit;

pub use clock::{Clock, SystemClock};
pub use entropy::{Entropy, SystemEntropy};
pub use observer::{Announcement, Expiry, Observer, Silent};

pub(crate) use entropy::Variation;
pub(crate) use evidence::Life;
pub(crate) use pursuit::{Ended, Pursuit, Signed, BATCH};

use std::time::Duration;

/// Timeouts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// For the outcome of a transaction, from its first broadcast.
    pub outcome: Duration,
    /// For a readable answer; a request without one is repeated.
    pub answer: Duration,
    /// For a connection.
    pub connection: Duration,
    /// For a node that does not yet know another node's blockhash.
    pub blockhash: Duration,
    /// For the answer to a single request.
    pub request: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            // A blockhash lives 60 s with slots of 400 ms, and finality follows 13 s later.
            outcome: Duration::from_secs(120),
            answer: Duration::from_secs(30),
            connection: Duration::from_secs(2),
            blockhash: Duration::from_secs(5),
            request: Duration::from_secs(30),
        }
    }
}

/// Waits between repetitions: each twice the one before.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Backoff {
    next: Duration,
    longest: Duration,
}

impl Backoff {
    pub(crate) const fn new(first: Duration, longest: Duration) -> Self {
        Self {
            next: first,
            longest,
        }
    }

    pub(crate) fn next(&mut self) -> Duration {
        let now = self.next;
        self.next = now.saturating_mul(2).min(self.longest);
        now
    }
}
