//! What probes have seen, as evidence keeps it: a challenge of each supplier, and the sealed details of each reservation.

use io_access::Maintenance;
use serde::{Deserialize, Serialize};

use crate::round::{Answered, Round, Seen, Served};

/// What a probe has seen, as evidence keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case", tag = "kind")]
pub enum Probe {
    /// A challenge.
    Challenge {
        /// The supplier.
        supplier: String,
        /// Its endpoint.
        endpoint: String,
        /// The challenge's nonce.
        nonce: String,
        /// What came of it.
        outcome: Outcome,
    },
    /// The sealed details of a reservation.
    Details {
        /// The reservation.
        reservation: String,
        /// Its supplier.
        supplier: String,
        /// Its GPUs.
        gpus: u32,
        /// Whether the chain has it down.
        reported: bool,
        /// Why they are not served as the chain says; none if they are.
        error: Option<String>,
    },
}

/// What came of a challenge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub enum Outcome {
    /// An answer that counts.
    Answer {
        /// As the supplier has signed it; of a list that is far longer than its GPUs the signed line alone.
        answer: String,
        /// UUIDs of the GPUs that are of the supplier's model, no more than it has on the chain.
        gpus: Vec<String>,
        /// Start and end of the announced maintenance.
        maintenance: Option<[u64; 2]>,
        /// How long it took.
        millis: u64,
    },
    /// None: why.
    Silence {
        /// In the words of the attestor's machine.
        reason: String,
    },
}

/// The probes of one round, as a judgement takes them.
pub fn round(at: i64, probes: &[Probe]) -> Round {
    let mut round = Round {
        at,
        ..Round::default()
    };
    for probe in probes {
        match probe {
            Probe::Challenge {
                supplier, outcome, ..
            } => {
                let seen = match outcome {
                    Outcome::Answer {
                        gpus,
                        maintenance,
                        millis,
                        ..
                    } => Seen::Answered(Answered {
                        gpus: gpus.clone(),
                        maintenance: maintenance.map(|[from, until]| Maintenance { from, until }),
                        millis: *millis,
                    }),
                    Outcome::Silence { reason } => Seen::Silent(reason.clone()),
                };
                round
                    .suppliers
                    .extend(supplier.parse().ok().map(|it| (it, seen)));
            }
            Probe::Details {
                reservation,
                supplier,
                gpus,
                reported,
                error,
            } => {
                let served = supplier.parse().map(|supplier| Served {
                    supplier,
                    gpus: *gpus,
                    reported: *reported,
                    details: error.clone().map_or(Ok(()), Err),
                });
                let of = reservation.parse().ok().zip(served.ok());
                round.reservations.extend(of);
            }
        }
    }
    round
}
