//! Probes: a challenge of each supplier, and the sealed details of each reservation.

use std::{collections::BTreeMap, sync::Mutex, thread};

use anchor_lang::prelude::Pubkey;
use io_access::{
    hash,
    http::{self, Refusal},
    limits::{MAX_ANSWER, MAX_SEALED},
    Answer, AnswerTerms, Maintenance, UnsignedChallenge,
};
use serde::{Deserialize, Serialize};
use solana_hash::Hash;
use solana_signer::{Signer, SignerError};

use crate::{
    http::{Http, Reply},
    models::Model,
    needs::down_since,
    round::{Answered, Round, Seen, Served},
    view::View,
};

/// Endpoints asked at the same time.
const WORKERS: usize = 16;

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
        /// As the supplier has signed it.
        answer: String,
        /// UUIDs of the GPUs that are of the supplier's model.
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

/// A supplier to ask.
struct Supplier {
    address: Pubkey,
    endpoint: String,
    terms: AnswerTerms,
    model: Model,
    challenge: Vec<u8>,
}

/// A reservation to look at.
struct Reservation {
    address: Pubkey,
    supplier: Pubkey,
    endpoint: String,
    gpus: u32,
    reported: bool,
    connection_hash: [u8; 32],
}

enum Target {
    Supplier(Box<Supplier>),
    Reservation(Reservation),
}

/// Probes every attested supplier, every supplier of a running reservation, and every running reservation, once. `nonce` gives random
/// bytes.
///
/// # Errors
/// Those of the signer.
pub fn all(
    view: &View,
    network: Hash,
    signer: &dyn Signer,
    http: &dyn Http,
    mut nonce: impl FnMut() -> [u8; 32],
) -> Result<Vec<Probe>, SignerError> {
    let mut targets = Vec::new();
    for (address, it) in &view.suppliers {
        let mut theirs = view.reservations.values();
        let serves = theirs.any(|reservation| reservation.supplier == *address);
        if it.attestation.live_gpus(view.now) == 0 && !serves {
            continue;
        }
        let nonce = Hash::new_from_array(nonce());
        let unsigned = UnsignedChallenge {
            network,
            supplier: *address,
            nonce,
            asked_at: u64::try_from(view.now).unwrap_or_default(),
        };
        let challenge = unsigned.sign(signer)?.write().unwrap_or_default();
        let terms = AnswerTerms {
            network,
            supplier: *address,
            owner: it.owner,
            operator: it.operator,
            nonce,
        };
        targets.push(Target::Supplier(Box::new(Supplier {
            address: *address,
            endpoint: endpoint(&it.endpoint),
            terms,
            model: Model::named(view.model(it)),
            challenge,
        })));
    }
    for (address, it) in &view.reservations {
        let supplier = view.suppliers.get(&it.supplier);
        targets.push(Target::Reservation(Reservation {
            address: *address,
            supplier: it.supplier,
            endpoint: supplier
                .map(|it| endpoint(&it.endpoint))
                .unwrap_or_default(),
            gpus: it.gpus,
            reported: down_since(it, view.now).is_some(),
            connection_hash: it.connection_hash,
        }));
    }
    Ok(together(&targets, http))
}

/// Asks several at a time, and keeps the order.
fn together(targets: &[Target], http: &dyn Http) -> Vec<Probe> {
    let (next, done) = (
        Mutex::new(targets.iter().enumerate()),
        Mutex::new(BTreeMap::new()),
    );
    thread::scope(|scope| {
        for _ in 0..WORKERS.min(targets.len()) {
            scope.spawn(|| loop {
                let target = next.lock().ok().and_then(|mut it| it.next());
                let Some((place, target)) = target else {
                    return;
                };
                let probe = target.probe(http);
                if let Ok(mut done) = done.lock() {
                    done.insert(place, probe);
                }
            });
        }
    });
    done.into_inner()
        .map(|it| it.into_values().collect())
        .unwrap_or_default()
}

impl Target {
    fn probe(&self, http: &dyn Http) -> Probe {
        match self {
            Self::Supplier(it) => Probe::Challenge {
                supplier: it.address.to_string(),
                endpoint: it.endpoint.clone(),
                nonce: it.terms.nonce.to_string(),
                outcome: it
                    .ask(http)
                    .unwrap_or_else(|reason| Outcome::Silence { reason }),
            },
            Self::Reservation(it) => Probe::Details {
                reservation: it.address.to_string(),
                supplier: it.supplier.to_string(),
                gpus: it.gpus,
                reported: it.reported,
                error: it.look(http).err(),
            },
        }
    }
}

impl Supplier {
    fn ask(&self, http: &dyn Http) -> Result<Outcome, String> {
        let url = http::challenge(&self.endpoint, &self.address).map_err(|it| it.to_string())?;
        let reply = http.ask(&url, Some(&self.challenge), MAX_ANSWER)?;
        let reply = expect(reply)?;
        let refused = |error: io_access::Error| format!("{}: {error}", error.name());
        let answer = Answer::read(&reply.body).map_err(refused)?;
        let said = answer.check(&self.terms).map_err(refused)?;
        let of_model = said.gpus.iter().filter(|it| self.model.fits(it));
        Ok(Outcome::Answer {
            gpus: of_model.map(|it| it.uuid.clone()).collect(),
            maintenance: said.maintenance.map(|it| [it.from, it.until]),
            millis: reply.millis,
            answer: String::from_utf8_lossy(&reply.body).into_owned(),
        })
    }
}

impl Reservation {
    fn look(&self, http: &dyn Http) -> Result<(), String> {
        let url = http::details(&self.endpoint, &self.address).map_err(|it| it.to_string())?;
        let reply = expect(http.ask(&url, None, MAX_SEALED)?)?;
        match hash(&reply.body) == self.connection_hash {
            true => Ok(()),
            false => Err("HashMismatch: not the details of the start".into()),
        }
    }
}

fn expect(reply: Reply) -> Result<Reply, String> {
    match (reply.status, Refusal::read(&reply.body)) {
        (200, _) => Ok(reply),
        (status, Some(refusal)) => Err(format!("status {status}, {}", refusal.error)),
        (status, None) => Err(format!("status {status}")),
    }
}

/// The endpoint of an account, without its padding.
fn endpoint(bytes: &[u8]) -> String {
    let text = bytes.split(|it| *it == 0).next().unwrap_or_default();
    String::from_utf8_lossy(text).into_owned()
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
