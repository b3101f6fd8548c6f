//! What renters are served, as `docs/spec/access.md` says.

use std::{
    collections::BTreeMap,
    str::FromStr,
    sync::{mpsc::Sender, Arc, Mutex, MutexGuard, PoisonError, RwLock},
};

use io_access::{
    http::{Refusal, JSON, SEALED},
    limits::MAX_REQUEST,
    RequestTerms, Secret, WorkloadRequest,
};
use serde_json::json;
use solana_hash::Hash;
use solana_pubkey::Pubkey;

use super::{rate::Rate, Answers, Request, Response};
use crate::{
    log::{Level, Log},
    machine::Stage,
    store::{Accepted, Row, Store, StoreError},
};

/// Workloads of one reservation in a minute, each signed by its renter.
const POSTS: u32 = 20;
/// Rounds in a minute that workloads for reservations that are gone may begin early.
const WAKES: u32 = 6;

/// Serves details and service keys, and takes workloads.
pub struct Front {
    store: Arc<Mutex<Store>>,
    secret: Arc<Secret>,
    network: Hash,
    /// Signed service keys, as JSON, by supplier.
    keys: RwLock<BTreeMap<Pubkey, Vec<u8>>>,
    posts: Rate<Pubkey>,
    wakes: Rate<()>,
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
            posts: Rate::default(),
            wakes: Rate::default(),
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

    /// The signed service key that is served for a supplier.
    pub fn key(&self, supplier: &Pubkey) -> Option<Vec<u8>> {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        keys.get(supplier).cloned()
    }

    fn service_key(&self, supplier: &Pubkey) -> Result<Response, Problem> {
        let key = self.key(supplier).ok_or(Problem::not_found())?;
        Ok(Response::new(200, JSON, key))
    }

    fn details(&self, reservation: &Pubkey, request: &Request) -> Result<Response, Problem> {
        let store = self.store();
        let row = store.find(reservation)?.ok_or(Problem::not_found())?;
        match row.stored.stage {
            // The chain has the start, with the hash of these.
            Stage::Running => {}
            // Before that the renter would have the GPUs and pay nothing.
            Stage::Admitted | Stage::Provisioning | Stage::Ready => {
                return Err(Refusal::not_started().into())
            }
            Stage::Refusing | Stage::Removing | Stage::Gone => return Err(Refusal::ended().into()),
        }
        let sealed = store.sealed(reservation)?.ok_or(Problem::not_found())?;
        drop(store);
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

    fn workload(&self, reservation: &Pubkey, request: &Request) -> Result<Response, Problem> {
        let row = self.store().find(reservation)?;
        let row = row.ok_or(Problem::not_found())?;
        let signed = WorkloadRequest::read(request.body)?;
        let terms = RequestTerms {
            network: self.network,
            reservation: *reservation,
            renter: row.renter,
            now: request.now,
            last_sequence: row.sequence,
        };
        // Nobody but the renter comes further, so that nobody else uses up what follows.
        signed.accept(&terms, &self.secret)?;
        if !self.posts.allows(reservation, POSTS, request.now) {
            return Err(Refusal::too_many_requests().into());
        }
        if row.stored.stage >= Stage::Refusing {
            return Err(self.is_over(&row, &signed, request.now));
        }
        let accepted = self
            .store()
            .accept(reservation, signed.sequence(), signed.sealed())?;
        match accepted {
            Accepted::Yes => {
                self.log
                    .write(Level::Info, "workload accepted", Some(reservation), &[]);
                self.wake();
                Ok(Response::new(202, JSON, "{}"))
            }
            Accepted::Replayed(last) => Err(io_access::Error::Replayed { last }.into()),
            Accepted::TooLate => Err(Refusal::too_late().into()),
            Accepted::Unknown => Err(Problem::not_found()),
        }
    }

    /// Why a reservation takes no workload any more. Signed after its end, it is for the next reservation at its address, which was
    /// not seen yet. A reservation that is gone costs its renter nothing, so that it does not always begin a round.
    fn is_over(&self, row: &Row, signed: &WorkloadRequest, now: u64) -> Problem {
        let since = u64::try_from(row.stored.since).unwrap_or_default();
        match row.stored.stage > Stage::Refusing && signed.issued_at() >= since {
            true => {
                if self.wakes.allows(&(), WAKES, now) {
                    self.wake();
                }
                Problem::not_found()
            }
            false => Refusal::ended().into(),
        }
    }

    fn wake(&self) {
        let wake = self.wake.lock().unwrap_or_else(PoisonError::into_inner);
        // The service may be about to end.
        let _ = wake.send(());
    }
}

/// What is asked for.
enum Route {
    ServiceKey(Pubkey),
    Details(Pubkey),
    Workload(Pubkey),
}

impl Route {
    fn read(method: &str, path: &str) -> Option<Self> {
        let parts: Vec<&str> = path.split('/').collect();
        let (make, address): (fn(Pubkey) -> Self, _) = match (method, parts.as_slice()) {
            ("GET", ["", "v1", "suppliers", it, "service-key"]) => (Self::ServiceKey, it),
            ("GET", ["", "v1", "reservations", it]) => (Self::Details, it),
            ("POST", ["", "v1", "reservations", it, "workload"]) => (Self::Workload, it),
            _ => return None,
        };
        Pubkey::from_str(address).ok().map(make)
    }
}

impl Answers for Front {
    fn most(&self, method: &str, path: &str) -> usize {
        match Route::read(method, path) {
            Some(Route::Workload(_)) => MAX_REQUEST,
            Some(Route::ServiceKey(_) | Route::Details(_)) | None => 0,
        }
    }

    fn answer(&self, request: &Request) -> Response {
        let answer = match Route::read(request.method, request.path) {
            Some(Route::ServiceKey(supplier)) => self.service_key(&supplier),
            Some(Route::Details(reservation)) => self.details(&reservation, request),
            Some(Route::Workload(reservation)) => self.workload(&reservation, request),
            None => Err(Problem::not_found()),
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
