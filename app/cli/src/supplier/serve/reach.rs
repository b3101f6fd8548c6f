//! Whether renters reach this service at the endpoint that the chain has. Its own service key is fetched there: it is public, so
//! that nothing is served early to find out. The fetches run beside the rounds.

use std::{
    collections::BTreeMap,
    sync::{
        mpsc::{channel, Receiver, Sender},
        Arc,
    },
    thread,
    time::{Duration, Instant},
};

use anchor_lang::prelude::Pubkey;
use io_supplier::http::Front;

use crate::access::{Answer, Endpoint};

/// From one fetch to the next: after a success, and after a failure.
const AGAIN: Duration = Duration::from_secs(60);
const SOON: Duration = Duration::from_secs(5);

/// What the last fetches found.
pub struct Reach {
    front: Arc<Front>,
    found: BTreeMap<Pubkey, Found>,
    sender: Sender<Ended>,
    receiver: Receiver<Ended>,
}

/// Of a supplier.
struct Found {
    endpoint: String,
    /// When the last fetch began.
    begun: Instant,
    goes_on: bool,
    outcome: Result<(), String>,
}

/// A fetch that has ended.
struct Ended {
    supplier: Pubkey,
    endpoint: String,
    outcome: Result<(), String>,
}

impl Reach {
    /// Of a service that publishes keys by `front`.
    pub fn new(front: Arc<Front>) -> Self {
        let (sender, receiver) = channel();
        Self {
            front,
            found: BTreeMap::new(),
            sender,
            receiver,
        }
    }

    /// Takes in what has ended, and begins the next fetch of a supplier if it is due at `now`.
    pub fn refresh(&mut self, supplier: &Pubkey, endpoint: &str, now: Instant) {
        for ended in self.receiver.try_iter() {
            let found = self.found.get_mut(&ended.supplier);
            if let Some(found) = found.filter(|it| it.endpoint == ended.endpoint) {
                (found.goes_on, found.outcome) = (false, ended.outcome);
            }
        }
        if !self.is_due(supplier, endpoint, now) {
            return;
        }
        let key = self.front.key(supplier).unwrap_or_default();
        let ended = Ended {
            supplier: *supplier,
            endpoint: endpoint.into(),
            outcome: Ok(()),
        };
        let sender = self.sender.clone();
        let fetches = thread::Builder::new().name("reach".into()).spawn(move || {
            let outcome = fetch(&ended.endpoint, &ended.supplier, &key);
            // The service may have ended.
            let _ = sender.send(Ended { outcome, ..ended });
        });
        let before = self.found.remove(supplier);
        let outcome = match before.filter(|it| it.endpoint == endpoint) {
            Some(it) => it.outcome,
            None => Err("it is being looked at".into()),
        };
        let found = Found {
            endpoint: endpoint.into(),
            begun: now,
            goes_on: fetches.is_ok(),
            outcome,
        };
        self.found.insert(*supplier, found);
    }

    fn is_due(&self, supplier: &Pubkey, endpoint: &str, now: Instant) -> bool {
        let found = self.found.get(supplier);
        let found = found.filter(|it| it.endpoint == endpoint);
        found.is_none_or(|it| {
            // One that goes on for longer has lost its thread.
            let wait = match it.outcome.is_ok() || it.goes_on {
                true => AGAIN,
                false => SOON,
            };
            now.saturating_duration_since(it.begun) >= wait
        })
    }

    /// What the last fetch of a supplier found.
    ///
    /// # Errors
    /// Why renters do not reach it, and what to do.
    pub fn verdict(&self, supplier: &Pubkey) -> Result<(), String> {
        let Some(found) = self.found.get(supplier) else {
            return Err(format!("there is no supplier {supplier}"));
        };
        found.outcome.clone().map_err(|why| {
            format!(
                "the service key does not come back from the supplier's endpoint, {}: {why}. Change it with `io supplier update \
                 --endpoint`, mend the proxy, or give --no-endpoint-check if this machine cannot reach it",
                found.endpoint
            )
        })
    }
}

/// Whether `key` is what the endpoint serves.
fn fetch(endpoint: &str, supplier: &Pubkey, key: &[u8]) -> Result<(), String> {
    let endpoint = Endpoint::new(endpoint).map_err(|error| error.to_string())?;
    let answer = endpoint.service_key(supplier);
    judge(answer.map_err(|error| error.to_string())?, key)
}

fn judge(answer: Answer, key: &[u8]) -> Result<(), String> {
    match answer {
        Answer::Given(given) if given == key => Ok(()),
        Answer::Given(_) => Err("it serves the key of another service".into()),
        // It is this format's answer to too many requests of one address, such as a tenant's on this machine.
        Answer::Refused(429, refusal) if refusal.error == "TooManyRequests" => Ok(()),
        other => Err(other.words()),
    }
}

#[cfg(test)]
mod tests {
    use io_access::http::Refusal;

    use super::*;

    #[test]
    fn an_endpoint_is_looked_at_each_minute_and_sooner_while_it_fails() {
        let secret = Arc::new(io_access::Secret::generate());
        let network = solana_hash::Hash::default();
        let store = io_supplier::Store::in_memory(&network).unwrap();
        let store = Arc::new(std::sync::Mutex::new(store));
        let log = io_supplier::Log::new(|_| {});
        let front = Front::new(store, secret, network, log, channel().0);
        let mut reach = Reach::new(Arc::new(front));
        let (supplier, begun) = (Pubkey::from([1; 32]), Instant::now());
        let (ours, other) = ("https://gpus.example", "https://other.example");
        let due = |reach: &Reach, endpoint, later| reach.is_due(&supplier, endpoint, begun + later);
        assert!(due(&reach, ours, Duration::ZERO));
        let why = || Err("it does not answer".into());
        for (goes_on, outcome, first) in [
            (false, Ok(()), AGAIN),
            (true, why(), AGAIN),
            (false, why(), SOON),
        ] {
            let found = Found {
                endpoint: ours.into(),
                begun,
                goes_on,
                outcome,
            };
            reach.found.insert(supplier, found);
            assert!(!due(&reach, ours, first - Duration::from_secs(1)));
            assert!(due(&reach, ours, first));
            // The chain has another one now.
            assert!(due(&reach, other, Duration::ZERO));
        }
        let words = reach.verdict(&supplier).unwrap_err();
        assert!(words.contains(": it does not answer. Change it"), "{words}");
        assert!(reach.verdict(&Pubkey::from([2; 32])).is_err());
    }

    #[test]
    fn an_endpoint_is_reached_if_it_serves_this_service_s_key() {
        let given = |bytes: &[u8]| Answer::Given(bytes.to_vec());
        assert_eq!(judge(given(b"ours"), b"ours"), Ok(()));
        assert!(judge(given(b"another"), b"ours").is_err());
        let refused = |status, refusal| Answer::Refused(status, refusal);
        let busy = refused(429, Refusal::too_many_requests());
        assert_eq!(judge(busy, b"ours"), Ok(()));
        assert!(judge(refused(404, Refusal::not_found()), b"ours").is_err());
        // A proxy's own answer says nothing of the service behind it.
        for status in [404, 429, 502] {
            assert!(judge(Answer::Unknown(status), b"ours").is_err());
        }
    }
}
