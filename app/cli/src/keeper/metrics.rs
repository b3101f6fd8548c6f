//! The keeper's metrics. Nothing is counted without `--listen`.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use io_client::rpc::{Failure, Meter};
use io_telemetry::metrics::{Kind, Metric};
use metrics::{counter, gauge, histogram};

use super::{events, outcome::Outcome, said::Said, Action};

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
        help: "Rounds, by outcome: done, or failed if a job could not go on or the wallet could not pay",
    },
    Metric {
        name: ROUND_SECONDS,
        kind: Kind::Histogram,
        help: "Duration of rounds",
    },
    Metric {
        name: ACTS,
        kind: Kind::Counter,
        help: "Actions, by job and outcome",
    },
    Metric {
        name: SPENT,
        kind: Kind::Counter,
        help: "Lamports spent on fees and rent",
    },
    Metric {
        name: EARNED,
        kind: Kind::Counter,
        help: "Lamports earned: bounties and reclaimed rent",
    },
    Metric {
        name: PURSE,
        kind: Kind::Gauge,
        help: "Lamports in the wallet",
    },
    Metric {
        name: BEHIND,
        kind: Kind::Gauge,
        help: "Hours that the emission clock is behind, after a round",
    },
    Metric {
        name: LAST_SUCCESS,
        kind: Kind::Gauge,
        help: "Unix time of the last round that was done, by this machine's clock",
    },
    Metric {
        name: RPC_SECONDS,
        kind: Kind::Histogram,
        help: "Duration of requests to the node, by method",
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
#[derive(Default)]
pub struct Measured {
    /// What it has said, if it says why requests fail.
    said: Option<Mutex<Said>>,
}

impl Measured {
    /// One that also says why requests fail.
    pub fn aloud() -> Self {
        Self {
            said: Some(Mutex::default()),
        }
    }
}

impl Meter for Measured {
    fn asked(&self, method: &str, took: Duration, failure: Option<Failure>) {
        histogram!(RPC_SECONDS, "method" => method.to_string()).record(took.as_secs_f64());
        if let Some(failure) = failure {
            counter!(RPC_ERRORS, "kind" => failure.name()).increment(1);
        }
    }

    /// A refusal is what a job ends with, and said there.
    fn failed(&self, method: &str, failure: Failure, words: &str) {
        let Some(said) = self.said.as_ref().filter(|_| failure != Failure::Refused) else {
            return;
        };
        let mut said = said.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(words) = said.of(failure.name(), words, Instant::now()) {
            events::unanswered(method, &words);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use io_telemetry::metrics::Metrics;
    use metrics::with_local_recorder;

    #[test]
    fn what_leaves_the_wallet_is_counted_beside_what_comes_in() {
        let (recorder, metrics) = Metrics::local().unwrap();
        with_local_recorder(&recorder, || {
            let round = |purse, earned| Standing {
                purse,
                earned,
                behind: Some(3),
            };
            let took = Duration::from_secs(2);
            // 300,000 came in and 10,000 went out.
            rounded(true, took, &round(Some((1_000_000, 1_290_000)), 300_000));
            // Somebody has sent SOL: nothing was spent.
            rounded(true, took, &round(Some((1_290_000, 5_000_000)), 0));
            rounded(false, took, &round(None, 0));
            Measured::default().asked("getAccountInfo", took, Some(Failure::Busy));
        });
        let text = metrics.render();
        for line in [
            "io_keeper_spent_lamports_total 10000",
            "io_keeper_purse_lamports 5000000",
            "io_keeper_behind_hours 3",
            "io_keeper_rounds_total{outcome=\"done\"} 2",
            "io_keeper_rounds_total{outcome=\"failed\"} 1",
            "io_keeper_round_seconds_count 3",
            "io_keeper_rpc_errors_total{kind=\"busy\"} 1",
            "io_keeper_rpc_seconds_count{method=\"getAccountInfo\"} 1",
        ] {
            assert!(text.lines().any(|it| it == line), "{line}\n{text}");
        }
        assert!(text.contains("io_keeper_last_success_timestamp_seconds "));
    }

    #[test]
    fn every_name_has_the_form_of_its_kind() {
        for Metric { name, kind, help } in ALL {
            assert_eq!(name.ends_with("_total"), *kind == Kind::Counter, "{name}");
            let is_histogram = *kind == Kind::Histogram;
            let is_time = name.ends_with("_seconds") && !name.contains("timestamp");
            assert_eq!(is_time, is_histogram, "{name}");
            assert!(!help.is_empty());
        }
    }
}
