//! What answers challenges for as long as a service runs: for the attestors that the chain has, each so often at most.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError, RwLock},
};

use io_access::{
    limits::{CLOCK_SKEW, FRESH_FOR},
    Challenge, ChallengeTerms, Maintenance,
};
use solana_hash::Hash;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

use crate::{answer, Inventory, NoAnswer, Service};

/// New answers for an attestor about a supplier in a minute.
pub const PER_MINUTE: usize = 6;
const MINUTE: u64 = 60;
/// Seconds for which the council of the last look counts.
const COUNCIL: u64 = 900;
/// Seconds after which a challenge is stale by any clock.
const STALE: u64 = FRESH_FOR + 2 * CLOCK_SKEW;

/// A challenge that counts. It is known for as long as it is fresh: sent again, it does not count again.
struct Given {
    nonce: Hash,
    /// When it was asked for, in unix seconds.
    at: u64,
    answer: Kept,
}

/// What is kept of an answer.
enum Kept {
    /// It is made, or could not be.
    NotYet,
    /// The last answers are.
    Body(Vec<u8>),
    /// It was given before those.
    Dropped,
}

/// The council, as it was seen.
#[derive(Default)]
struct Council {
    attestors: Vec<Pubkey>,
    /// Unix seconds.
    at: u64,
}

/// Answers challenges.
pub struct Responder {
    network: Hash,
    /// The GPUs of each supplier. The same at two would be evidence against both.
    suppliers: BTreeMap<Pubkey, Box<dyn Inventory + Send + Sync>>,
    signer: Box<dyn Signer + Send + Sync>,
    council: RwLock<Council>,
    maintenance: RwLock<Option<Maintenance>>,
    /// By supplier and attestor.
    given: Mutex<BTreeMap<(Pubkey, Pubkey), Vec<Given>>>,
}

impl Responder {
    /// For suppliers whose owner or operator `signer` is. It answers nobody before it knows the council.
    pub fn new(
        network: Hash,
        suppliers: BTreeMap<Pubkey, Box<dyn Inventory + Send + Sync>>,
        signer: impl Signer + Send + Sync + 'static,
    ) -> Self {
        Self {
            network,
            suppliers,
            signer: Box::new(signer),
            council: RwLock::default(),
            maintenance: RwLock::default(),
            given: Mutex::default(),
        }
    }

    /// Sets the attestors who are not suspended, as the chain has them at `now`.
    pub fn set_council(&self, attestors: Vec<Pubkey>, now: u64) {
        let mut council = self.council.write().unwrap_or_else(PoisonError::into_inner);
        *council = Council { attestors, at: now };
    }

    /// Sets the next maintenance, or the present one.
    pub fn set_maintenance(&self, maintenance: Option<Maintenance>) {
        let mut held = self
            .maintenance
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *held = maintenance;
    }

    /// Answers the body of a request about `supplier` at `now`. What is cheap comes first; a stranger never gets to the GPUs, nor
    /// uses up what an attestor may ask. A challenge that is sent again gets the same answer.
    ///
    /// # Errors
    /// As [`answer`]; [`NoAnswer::Unknown`], [`NoAnswer::NoCouncil`], [`NoAnswer::TooOften`].
    pub fn answer(&self, supplier: &Pubkey, body: &[u8], now: u64) -> Result<Vec<u8>, NoAnswer> {
        let inventory = self.suppliers.get(supplier).ok_or(NoAnswer::Unknown)?;
        let challenge = Challenge::read(body).map_err(NoAnswer::Refused)?;
        let attestors = self.attestors(now)?;
        let terms = ChallengeTerms {
            network: self.network,
            supplier: *supplier,
            attestors: &attestors,
            now,
        };
        challenge.check(&terms).map_err(NoAnswer::Refused)?;
        let (attestor, nonce) = ((*supplier, challenge.signer()), challenge.nonce());
        if let Some(body) = self.begin(&attestor, nonce, now)? {
            return Ok(body);
        }
        let service = Service {
            terms,
            inventory: inventory.as_ref(),
            maintenance: *self
                .maintenance
                .read()
                .unwrap_or_else(PoisonError::into_inner),
            signer: &*self.signer,
        };
        let body = answer(&service, body)?;
        self.finish(&attestor, &nonce, &body);
        Ok(body)
    }

    /// Copied, since listing GPUs may take a while.
    fn attestors(&self, now: u64) -> Result<Vec<Pubkey>, NoAnswer> {
        let council = self.council.read().unwrap_or_else(PoisonError::into_inner);
        match now <= council.at.saturating_add(COUNCIL) {
            true => Ok(council.attestors.clone()),
            false => Err(NoAnswer::NoCouncil),
        }
    }

    /// What was answered to this challenge before, if anything. A new one counts as one of its attestor's, also if it fails.
    fn begin(
        &self,
        attestor: &(Pubkey, Pubkey),
        nonce: Hash,
        now: u64,
    ) -> Result<Option<Vec<u8>>, NoAnswer> {
        let mut all = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        let mine = all.entry(*attestor).or_default();
        mine.retain(|it| now <= it.at.saturating_add(STALE));
        let same = mine.iter().find(|it| it.nonce == nonce);
        match same.map(|it| &it.answer) {
            Some(Kept::Body(body)) => return Ok(Some(body.clone())),
            Some(Kept::NotYet) => return Ok(None),
            Some(Kept::Dropped) => return Err(NoAnswer::TooOften),
            None => {}
        }
        let lately = mine.iter().filter(|it| now < it.at.saturating_add(MINUTE));
        if lately.count() >= PER_MINUTE {
            return Err(NoAnswer::TooOften);
        }
        mine.push(Given {
            nonce,
            at: now,
            answer: Kept::NotYet,
        });
        Ok(None)
    }

    /// Keeps an answer, and as many of those before as an attestor may ask for in a minute.
    fn finish(&self, attestor: &(Pubkey, Pubkey), nonce: &Hash, body: &[u8]) {
        let mut all = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(mine) = all.get_mut(attestor) else {
            return;
        };
        if let Some(it) = mine.iter_mut().find(|it| it.nonce == *nonce) {
            it.answer = Kept::Body(body.into());
        }
        let kept = mine.iter_mut().rev();
        let kept = kept.filter(|it| matches!(it.answer, Kept::Body(_)));
        for older in kept.skip(PER_MINUTE) {
            older.answer = Kept::Dropped;
        }
    }
}
