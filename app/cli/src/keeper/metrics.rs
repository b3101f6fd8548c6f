//! What a keeper counts. Nothing is counted without `--listen`.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use io_client::rpc::{Failure, Meter};
use io_telemetry::metrics::{Kind, Metric};
use metrics::{counter, gauge, histogram};

use super::{outcome::Outcome, Action};

const ROUNDS: &str = "io_keeper_rounds_total";
const ROUND_SECONDS: &str = "io_keeper_round_seconds";
const ACTS: &str = "io_keeper_acts_total";
const SPENT: &str = "io_keeper_spent_lamports_total";
const EARNED: &str = "io_keeper_earned_lamports_total";
const PURSE: &str = "io_keeper_purse_lamports";
const BEHIND: &str = "io_keeper_behind_hours";
const LAST_SUCCESS: &str = "io_keeper_last_success_timestamp_seconds";
const RPC_SECONDS: &str = "io_keeper_rpc_seconds";
const RPC_ERRORS: &str = "io_keeper_rpc_errors_total";

/// All of it.
pub const ALL: &[Metric] = &[
    Metric {
        name: ROUNDS,
        kind: Kind::Counter,
        help: "Rounds, by outcome: done, or failed if a job could not go on",
    },
    Metric {
        name: ROUND_SECONDS,
        kind: Kind::Histogram,
        help: "How long rounds take",
    },
    Metric {
        name: ACTS,
        kind: Kind::Counter,
        help: "Actions, by job and outcome",
    },
    Metric {
        name: SPENT,
        kind: Kind::Counter,
        help: "Lamports that have left the wallet in rounds: fees and rent, beyond what came in",
    },
    Metric {
        name: EARNED,
        kind: Kind::Counter,
        help: "Lamports of bounties and of returned rent",
    },
    Metric {
        name: PURSE,
        kind: Kind::Gauge,
        help: "Lamports that the wallet holds",
    },
    Metric {
        name: BEHIND,
        kind: Kind::Gauge,
        help: "Hours that the emission clock is behind, after a round",
    },
    Metric {
        name: LAST_SUCCESS,
        kind: Kind::Gauge,
        help: "When the last round was done, in unix seconds of this machine",
    },
    Metric {
        name: RPC_SECONDS,
        kind: Kind::Histogram,
        help: "How long requests to the node take, by method",
    },
    Metric {
        name: RPC_ERRORS,
        kind: Kind::Counter,
        help: "Requests without an answer, by kind: unconnected, lost, busy, refused",
    },
];

/// An action has ended.
pub fn acted(job: String, action: &Action, outcome: &Outcome) {
    counter!(ACTS, "keeper_job" => job, "outcome" => outcome.name).increment(1);
    if outcome.is_done() {
        counter!(EARNED).increment(action.bounty);
    }
}

/// What a wallet and the clock are after a round.
#[derive(Clone, Copy, Debug, Default)]
pub struct Standing {
    /// Lamports of the wallet before and after, where both are known.
    pub purse: Option<(u64, u64)>,
    /// Lamports that came in.
    pub earned: u64,
    /// Hours of the emission clock.
    pub behind: Option<u32>,
}

/// A round has ended.
pub fn rounded(is_done: bool, took: Duration, standing: &Standing) {
    let outcome = if is_done { "done" } else { "failed" };
    counter!(ROUNDS, "outcome" => outcome).increment(1);
    histogram!(ROUND_SECONDS).record(took.as_secs_f64());
    if let Some((before, after)) = standing.purse {
        gauge!(PURSE).set(approximately(after));
        let left = before.saturating_add(standing.earned).saturating_sub(after);
        counter!(SPENT).increment(left);
    }
    if let Some(behind) = standing.behind {
        gauge!(BEHIND).set(f64::from(behind));
    }
    if is_done {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        gauge!(LAST_SUCCESS).set(now.map_or(0.0, |it| it.as_secs_f64()));
    }
}

/// Of a figure that is only watched.
#[allow(clippy::cast_precision_loss)]
fn approximately(lamports: u64) -> f64 {
    lamports as f64
}

/// Measures the requests to a node.
pub struct Measured;

impl Meter for Measured {
    fn asked(&self, method: &str, took: Duration, failure: Option<Failure>) {
        histogram!(RPC_SECONDS, "method" => method.to_string()).record(took.as_secs_f64());
        if let Some(failure) = failure {
            counter!(RPC_ERRORS, "kind" => failure.name()).increment(1);
        }
    }
}
