//! What renters are served, as `docs/spec/access.md` says.

use std::{
    collections::BTreeMap,
    str::FromStr,
    sync::{mpsc::Sender, Arc, Mutex, MutexGuard, PoisonError, RwLock},
};

use io_access::{
    http::{Refusal, JSON, SEALED},
    RequestTerms, Secret, WorkloadRequest,
};
use serde_json::json;
use solana_hash::Hash;
use solana_pubkey::Pubkey;

use super::{rate::Rate, Answers, Request, Response};
use crate::{
    log::{Level, Log},
    machine::Stage,
    store::{Accepted, Store, StoreError},
};

/// Requests of one reservation in a minute: for its details, and with a workload.
const GETS: u32 = 120;
const POSTS: u32 = 20;

/// Serves details and service keys, and takes workloads.
pub struct Front {
    store: Arc<Mutex<Store>>,
    secret: Arc<Secret>,
    network: Hash,
    /// Signed service keys, as JSON, by supplier.
    keys: RwLock<BTreeMap<Pubkey, Vec<u8>>>,
    gets: Rate,
    posts: Rate,
    log: Log,
    /// Ends the wait for the next round.
    wake: Mutex<Sender<()>>,
}

impl Front {
    /// Over a store, which is shared with the service. `wake` gets something when there is something new in it.
    pub fn new(
        store: Arc<Mutex<Store>>,
        secret: Arc<Secret>,
        network: Hash,
        log: Log,
        wake: Sender<()>,
    ) -> Self {
        Self {
            store,
            secret,
            network,
            keys: RwLock::default(),
            gets: Rate::new(GETS),
            posts: Rate::new(POSTS),
            log,
            wake: Mutex::new(wake),
        }
    }

    /// Serves a signed service key from now on.
    pub fn publish(&self, supplier: Pubkey, key: Vec<u8>) {
        let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        keys.insert(supplier, key);
    }

    fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn service_key(&self, supplier: &Pubkey) -> Result<Response, Problem> {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        let key = keys.get(supplier).ok_or(Problem::not_found())?;
        Ok(Response::new(200, JSON, key.clone()))
    }

    fn details(&self, reservation: &Pubkey, request: &Request) -> Result<Response, Problem> {
        let (stage, sealed) = {
            let store = self.store();
            let row = store.find(reservation)?.ok_or(Problem::not_found())?;
            (row.stored.stage, store.sealed(reservation)?)
        };
        if !self.gets.allows(reservation, request.now) {
            return Err(Refusal::too_many_requests().into());
        }
        match (stage, sealed) {
            (Stage::Ready | Stage::Running, Some(sealed)) => {
                let hash = io_access::hash(&sealed);
                let etag: String = hash.iter().map(|it| format!("{it:02x}")).collect();
                let etag = format!("\"{etag}\"");
                let mut response = match request.etag == Some(&etag) {
                    true => Response::new(304, SEALED, []),
                    false => Response::new(200, SEALED, sealed),
                };
                response.etag = Some(etag);
                Ok(response)
            }
            (Stage::Refusing | Stage::Removing | Stage::Gone, _) => Err(Refusal::ended().into()),
            _ => Err(Problem::not_found()),
        }
    }

    fn workload(&self, reservation: &Pubkey, request: &Request) -> Result<Response, Problem> {
        let row = self.store().find(reservation)?;
        let row = row.ok_or(Problem::not_found())?;
        if !self.posts.allows(reservation, request.now) {
            return Err(Refusal::too_many_requests().into());
        }
        if row.stored.stage >= Stage::Refusing {
            return Err(Refusal::ended().into());
        }
        let signed = WorkloadRequest::read(request.body)?;
        let terms = RequestTerms {
            network: self.network,
            reservation: *reservation,
            renter: row.renter,
            now: request.now,
            last_sequence: row.sequence,
        };
        signed.accept(&terms, &self.secret)?;
        let accepted = self
            .store()
            .accept(reservation, signed.sequence(), signed.sealed())?;
        match accepted {
            Accepted::Yes => {
                self.log
                    .write(Level::Info, "workload accepted", Some(reservation), &[]);
                // The service may be about to end.
                let wake = self.wake.lock().unwrap_or_else(PoisonError::into_inner);
                let _ = wake.send(());
                Ok(Response::new(202, JSON, "{}"))
            }
            Accepted::Replayed(last) => Err(io_access::Error::Replayed { last }.into()),
            Accepted::TooLate => Err(Refusal::too_late().into()),
            Accepted::Unknown => Err(Problem::not_found()),
        }
    }
}

impl Answers for Front {
    fn answer(&self, request: &Request) -> Response {
        let parts: Vec<&str> = request.path.split('/').collect();
        let key = |text: &str| Pubkey::from_str(text).map_err(|_| Problem::not_found());
        let answer = match (request.method, parts.as_slice()) {
            ("GET", ["", "v1", "suppliers", supplier, "service-key"]) => {
                key(supplier).and_then(|it| self.service_key(&it))
            }
            ("GET", ["", "v1", "reservations", reservation]) => {
                key(reservation).and_then(|it| self.details(&it, request))
            }
            ("POST", ["", "v1", "reservations", reservation, "workload"]) => {
                key(reservation).and_then(|it| self.workload(&it, request))
            }
            _ => Err(Problem::not_found()),
        };
        answer.unwrap_or_else(|problem| match problem {
            Problem::Refused(refusal) => Response::refused(&refusal),
            Problem::Store(error) => {
                let error = json!(error.to_string());
                self.log
                    .write(Level::Error, "store failed", None, &[("error", error)]);
                Response::refused(&Refusal::unavailable())
            }
        })
    }
}

/// Why a request gets no answer of the format.
enum Problem {
    Refused(Refusal),
    Store(StoreError),
}

impl Problem {
    fn not_found() -> Self {
        Self::Refused(Refusal::not_found())
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<io_access::Error> for Problem {
    fn from(error: io_access::Error) -> Self {
        Self::Refused(Refusal::from(&error))
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

#[cfg(test)]
mod tests;
