//! Asks endpoints: a challenge of each supplier, then the sealed details of each reservation.

use std::{collections::BTreeSet, time::Duration};

use anchor_lang::prelude::Pubkey;
use io_access::{
    hash,
    http::{challenge, details, Refusal},
    limits::{MAX_ANSWER, MAX_SEALED},
    Answer, AnswerTerms, UnsignedChallenge,
};
use solana_hash::Hash;
use solana_signer::{Signer, SignerError};

use crate::{
    http::{self, Http, Reply},
    models::Model,
    needs::down_since,
    probe::{Outcome, Probe},
    queue::{self, Asked, Elapsed},
    view::View,
};

/// Of a round: no challenge begins later, and no other request. Each has its own deadline.
const CHALLENGES: Duration = Duration::from_secs(20);
/// The same of the details.
const DETAILS: Duration = Duration::from_secs(45);
/// Seconds of a whole round.
pub const LONGEST: i64 = 60;
const _: () = assert!(
    DETAILS.as_secs() + http::DEADLINE.as_secs() <= LONGEST as u64,
    "the last question is asked by then"
);
/// A list is kept as a whole if it has so many GPUs, or so many times those of the chain.
const KEPT: usize = 16;
const KEPT_TIMES: usize = 2;

/// A supplier to ask.
struct Supplier {
    address: Pubkey,
    endpoint: String,
    terms: AnswerTerms,
    model: Model,
    /// GPUs that it has on the chain: attested, or reserved.
    gpus: usize,
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
    /// Whether its supplier has answered the challenge: otherwise it is down whatever its details are.
    answered: bool,
}

/// Probes every attested supplier, every supplier of a running reservation, and every running reservation, once. What the time of a
/// round does not suffice for is missing; who comes first is random. `nonce` gives random bytes.
///
/// # Errors
/// Those of the signer.
pub fn all(
    view: &View,
    network: Hash,
    signer: &dyn Signer,
    http: &dyn Http,
    elapsed: Elapsed,
    mut nonce: impl FnMut() -> [u8; 32],
) -> Result<Vec<Probe>, SignerError> {
    let first = usize::from_le_bytes(first_bytes(nonce()));
    let mut suppliers = suppliers(view, network, signer, nonce)?;
    rotate(&mut suppliers, first);
    let asked = queue::ask(&suppliers, CHALLENGES, elapsed, |it| it.probe(http));
    let mut probes: Vec<Probe> = asked.into_iter().filter_map(yes).collect();
    let mut reservations = reservations(view, &probes);
    rotate(&mut reservations, first);
    let asked = queue::ask(&reservations, DETAILS, elapsed, |it| it.probe(http));
    let asked = asked.into_iter().zip(&reservations);
    probes.extend(asked.filter_map(|(asked, (_, it))| match asked {
        Asked::Yes(probe) => Some(probe),
        Asked::Slow => Some(it.seen(Some("too slow for all of its reservations".into()))),
        Asked::No => None,
    }));
    Ok(probes)
}

fn first_bytes(bytes: [u8; 32]) -> [u8; size_of::<usize>()] {
    bytes.first_chunk().copied().unwrap_or_default()
}

/// Puts one of them in front.
fn rotate<T>(all: &mut [T], first: usize) {
    all.rotate_left(first.checked_rem(all.len()).unwrap_or(0));
}

fn yes(asked: Asked<Probe>) -> Option<Probe> {
    match asked {
        Asked::Yes(probe) => Some(probe),
        Asked::Slow | Asked::No => None,
    }
}

fn suppliers(
    view: &View,
    network: Hash,
    signer: &dyn Signer,
    mut nonce: impl FnMut() -> [u8; 32],
) -> Result<Vec<(Pubkey, Supplier)>, SignerError> {
    let mut suppliers = Vec::new();
    for (address, it) in &view.suppliers {
        let theirs = view.reservations.values();
        let theirs = theirs.filter(|reservation| reservation.supplier == *address);
        let reserved = theirs.fold(0_u32, |sum, it| sum.saturating_add(it.gpus));
        if it.attestation.live_gpus(view.now) == 0 && reserved == 0 {
            continue;
        }
        let nonce = Hash::new_from_array(nonce());
        let unsigned = UnsignedChallenge {
            network,
            supplier: *address,
            nonce,
            asked_at: u64::try_from(view.now).unwrap_or_default(),
        };
        let supplier = Supplier {
            address: *address,
            endpoint: endpoint(&it.endpoint),
            terms: AnswerTerms {
                network,
                supplier: *address,
                owner: it.owner,
                operator: it.operator,
                nonce,
            },
            model: Model::named(view.model(it)),
            gpus: usize::try_from(it.attestation.gpus.max(reserved)).unwrap_or(usize::MAX),
            challenge: unsigned.sign(signer)?.write().unwrap_or_default(),
        };
        suppliers.push((*address, supplier));
    }
    Ok(suppliers)
}

/// Those whose suppliers were asked.
fn reservations(view: &View, probes: &[Probe]) -> Vec<(Pubkey, Reservation)> {
    let (mut asked, mut answered) = (BTreeSet::new(), BTreeSet::new());
    for probe in probes {
        if let Probe::Challenge {
            supplier, outcome, ..
        } = probe
        {
            asked.insert(supplier.as_str());
            if matches!(outcome, Outcome::Answer { .. }) {
                answered.insert(supplier.as_str());
            }
        }
    }
    let mut reservations = Vec::new();
    for (address, it) in &view.reservations {
        let supplier = it.supplier.to_string();
        if !asked.contains(supplier.as_str()) {
            continue;
        }
        let known = view.suppliers.get(&it.supplier);
        let reservation = Reservation {
            address: *address,
            supplier: it.supplier,
            endpoint: known.map(|it| endpoint(&it.endpoint)).unwrap_or_default(),
            gpus: it.gpus,
            reported: down_since(it, view.now).is_some(),
            connection_hash: it.connection_hash,
            answered: answered.contains(supplier.as_str()),
        };
        reservations.push((it.supplier, reservation));
    }
    reservations
}

impl Supplier {
    fn probe(&self, http: &dyn Http) -> Probe {
        Probe::Challenge {
            supplier: self.address.to_string(),
            endpoint: self.endpoint.clone(),
            nonce: self.terms.nonce.to_string(),
            outcome: self
                .ask(http)
                .unwrap_or_else(|reason| Outcome::Silence { reason }),
        }
    }

    fn ask(&self, http: &dyn Http) -> Result<Outcome, String> {
        let url = challenge(&self.endpoint, &self.address).map_err(|it| it.to_string())?;
        let reply = http.ask(&url, Some(&self.challenge), MAX_ANSWER)?;
        let reply = expect(reply)?;
        let refused = |error: io_access::Error| format!("{}: {error}", error.name());
        let answer = Answer::read(&reply.body).map_err(refused)?;
        let said = answer.check(&self.terms).map_err(refused)?;
        let of_model = said.gpus.iter().filter(|it| self.model.fits(it));
        let most = self.gpus.saturating_mul(KEPT_TIMES).max(KEPT);
        // Not the bytes that came: they may be white space for the most part.
        let whole = answer.write().ok().filter(|_| said.gpus.len() <= most);
        Ok(Outcome::Answer {
            gpus: of_model.take(self.gpus).map(|it| it.uuid.clone()).collect(),
            maintenance: said.maintenance.map(|it| [it.from, it.until]),
            millis: reply.millis,
            answer: match whole {
                Some(json) => String::from_utf8_lossy(&json).into_owned(),
                None => answer.line(),
            },
        })
    }
}

impl Reservation {
    fn probe(&self, http: &dyn Http) -> Probe {
        let error = match self.answered {
            true => self.look(http).err(),
            false => Some("the supplier did not answer the challenge".into()),
        };
        self.seen(error)
    }

    fn seen(&self, error: Option<String>) -> Probe {
        Probe::Details {
            reservation: self.address.to_string(),
            supplier: self.supplier.to_string(),
            gpus: self.gpus,
            reported: self.reported,
            error,
        }
    }

    fn look(&self, http: &dyn Http) -> Result<(), String> {
        let url = details(&self.endpoint, &self.address).map_err(|it| it.to_string())?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    use bytemuck::Zeroable;
    use io_access::{Challenge, Source, UnsignedAnswer};
    use io_common::types::{Council, Supplier};
    use marketplace::state::Reservation;
    use solana_keypair::Keypair;

    fn key(byte: u8) -> Pubkey {
        Pubkey::from([byte; 32])
    }

    fn operator() -> Keypair {
        Keypair::new_from_array([23; 32])
    }

    /// The first supplier answers, the second does not. It notes what it is asked.
    #[derive(Default)]
    struct Endpoints(Mutex<Vec<String>>);

    impl Http for Endpoints {
        fn ask(&self, url: &str, body: Option<&[u8]>, _: usize) -> Result<Reply, String> {
            self.0.lock().unwrap().push(url.into());
            let reply = |body: Vec<u8>| Reply {
                status: 200,
                body,
                millis: 80,
            };
            match (body, url.starts_with("https://one.example/")) {
                (_, false) => Err("no answer within 15 s".into()),
                (None, true) => Ok(reply(b"sealed".to_vec())),
                (Some(challenge), true) => {
                    let answer = UnsignedAnswer {
                        network: Hash::default(),
                        supplier: key(1),
                        nonce: Challenge::read(challenge).unwrap().nonce(),
                        answered_at: 1_801_413_000,
                        source: Source::Nvml,
                        gpus: Vec::new(),
                        maintenance: None,
                    };
                    let answer = answer.sign(&operator()).unwrap();
                    Ok(reply(answer.write().unwrap()))
                }
            }
        }
    }

    /// Two suppliers with two reservations each.
    fn view() -> View {
        let mut view = View::of(Council::zeroed(), 1_801_413_000);
        for (supplier, name) in [(1, "one"), (2, "two")] {
            let mut it = Supplier::zeroed();
            let endpoint = format!("https://{name}.example");
            it.endpoint[..endpoint.len()].copy_from_slice(endpoint.as_bytes());
            it.operator = operator().pubkey();
            view.suppliers.insert(key(supplier), it);
            for number in [10, 20] {
                let mut it = Reservation::zeroed();
                it.supplier = key(supplier);
                it.gpus = 1;
                it.connection_hash = hash(b"sealed");
                view.reservations.insert(key(supplier + number), it);
            }
        }
        view
    }

    fn ask(elapsed: Duration) -> (Vec<Probe>, Vec<String>) {
        let http = Endpoints::default();
        let signer = Keypair::new_from_array([25; 32]);
        let network = Hash::default();
        let probes = all(&view(), network, &signer, &http, &|| elapsed, || [7; 32]).unwrap();
        (probes, http.0.into_inner().unwrap())
    }

    #[test]
    fn a_supplier_that_is_silent_is_asked_once_and_its_reservations_fail() {
        let (probes, asked) = ask(Duration::ZERO);
        let of_two = asked.iter().filter(|it| it.contains("two.example"));
        assert_eq!((asked.len(), of_two.count()), (4, 1));
        assert_eq!(probes.len(), 6);
        for probe in &probes {
            match probe {
                Probe::Challenge {
                    supplier, outcome, ..
                } => {
                    let is_answer = matches!(outcome, Outcome::Answer { .. });
                    assert_eq!(is_answer, *supplier == key(1).to_string());
                }
                Probe::Details {
                    supplier, error, ..
                } => {
                    let expected = (*supplier == key(2).to_string())
                        .then(|| "the supplier did not answer the challenge".to_string());
                    assert_eq!(*error, expected);
                }
            }
        }
    }

    /// Answers with white space around the JSON, to the most that is read.
    struct Padded;

    impl Http for Padded {
        fn ask(&self, url: &str, body: Option<&[u8]>, most: usize) -> Result<Reply, String> {
            let mut reply = Endpoints::default().ask(url, body, most)?;
            reply.body.resize(most, b'\t');
            Ok(reply)
        }
    }

    #[test]
    fn an_answer_is_kept_without_its_white_space() {
        let (network, signer) = (Hash::default(), Keypair::new_from_array([25; 32]));
        let none = || Duration::ZERO;
        let probes = all(&view(), network, &signer, &Padded, &none, || [7; 32]).unwrap();
        let kept = probes.iter().find_map(|it| match it {
            Probe::Challenge {
                outcome: Outcome::Answer { answer, .. },
                ..
            } => Some(answer),
            _ => None,
        });
        let kept = kept.unwrap();
        assert!(kept.len() < 1_000, "{} bytes", kept.len());
        let answer = Answer::read(kept.as_bytes()).unwrap();
        assert_eq!(answer.signed().unwrap().supplier, key(1));
    }

    #[test]
    fn nothing_is_known_of_what_the_round_has_no_time_for() {
        assert_eq!(ask(CHALLENGES), (Vec::new(), Vec::new()));
    }
}
