//! Takes the steps of every reservation, round after round.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{mpsc::Sender, Arc, Mutex, MutexGuard, PoisonError},
};

use io_access::{PublicKey, Secret, Workload};
use serde_json::json;
use solana_pubkey::Pubkey;

use crate::{
    chain::{Chain, Trouble, View},
    details,
    driver::{Driver, Failure, Job},
    jobs::{Call, Done, Jobs},
    log::{Level, Log},
    machine::{next, OnChain, Policy, Stage, Step},
    metrics::Metrics,
    store::{Row, Store, StoreError},
};

/// Seconds to the first retry of a step that has failed; it doubles up to the last.
const FIRST_RETRY: i64 = 5;
const LAST_RETRY: i64 = 300;
/// Most steps of a reservation in a round that only write to the store.
const CHAIN_OF_STEPS: usize = 8;

/// How a service works.
pub struct Settings {
    /// What is decided once.
    pub policy: Policy,
    /// Most calls of the driver at a time; with none each is done at once.
    pub parallel: usize,
    /// Seconds from one check of a running reservation to the next.
    pub check_every: i64,
    /// Gets something when a call of the driver has ended.
    pub wake: Option<Sender<()>>,
}

/// The service. A round that fails is repeated; nothing is lost by it.
pub struct Service<C> {
    chain: C,
    store: Arc<Mutex<Store>>,
    secret: Arc<Secret>,
    jobs: Jobs,
    settings: Settings,
    log: Log,
    metrics: Arc<Metrics>,
    /// When each was checked last, and those that did not pass.
    checked: BTreeMap<Pubkey, i64>,
    unhealthy: BTreeSet<Pubkey>,
}

/// Why a round ended early.
#[derive(Debug, thiserror::Error)]
pub enum RoundError {
    /// The chain does not answer: the next round may do.
    #[error("{0}")]
    Chain(#[from] Trouble),
    /// Nothing can be stored: nothing may be done.
    #[error("{0}")]
    Store(#[from] StoreError),
}

impl<C: Chain> Service<C> {
    /// Over a store, which is shared with what serves it.
    pub fn new(
        chain: C,
        store: Arc<Mutex<Store>>,
        secret: Arc<Secret>,
        driver: Arc<dyn Driver>,
        settings: Settings,
        (log, metrics): (Log, Arc<Metrics>),
    ) -> Self {
        Self {
            chain,
            store,
            secret,
            jobs: Jobs::new(driver, settings.parallel, settings.wake.clone()),
            settings,
            log,
            metrics,
            checked: BTreeMap::new(),
            unhealthy: BTreeSet::new(),
        }
    }

    /// The chain.
    pub fn chain(&mut self) -> &mut C {
        &mut self.chain
    }

    /// How many calls of the driver go on.
    pub fn busy(&self) -> usize {
        self.jobs.count()
    }

    fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One round: what the driver has done is stored, then each reservation takes its next steps.
    ///
    /// # Errors
    /// [`RoundError`].
    pub fn round(&mut self) -> Result<(), RoundError> {
        let now = self.chain.now()?;
        self.conclude(now)?;
        let rows = self.store().all()?;
        let known: Vec<Pubkey> = rows.iter().map(|row| row.address).collect();
        let views = self.chain.look(&known)?;
        let addresses: BTreeSet<Pubkey> = known.into_iter().chain(views.keys().copied()).collect();
        for address in addresses {
            self.serve(&address, views.get(&address), now)?;
        }
        self.conclude(now)?;
        self.count()?;
        Ok(())
    }

    fn count(&self) -> Result<(), StoreError> {
        let mut stages = BTreeMap::new();
        for row in self.store().all()? {
            let count: &mut u64 = stages.entry(row.stored.stage).or_default();
            *count = count.saturating_add(1);
        }
        self.metrics.stages(stages);
        self.metrics.unhealthy(self.unhealthy.len() as u64);
        Ok(())
    }

    /// Takes the steps of a reservation.
    fn serve(&mut self, address: &Pubkey, view: Option<&View>, now: i64) -> Result<(), StoreError> {
        let on_chain = view.map_or(OnChain::Absent, |view| view.on_chain);
        for _ in 0..CHAIN_OF_STEPS {
            if self.jobs.is_busy(address) {
                break;
            }
            let row = self.store().find(address)?;
            let stored = row.as_ref().map(|row| &row.stored);
            let step = next(&self.settings.policy, now, &on_chain, stored);
            if !self.take(step, address, view, row, now)? {
                break;
            }
        }
        Ok(())
    }

    /// Takes a step. Says whether the next one follows at once.
    fn take(
        &mut self,
        step: Step,
        address: &Pubkey,
        view: Option<&View>,
        row: Option<Row>,
        now: i64,
    ) -> Result<bool, StoreError> {
        match (step, row, view) {
            (Step::Admit, None, Some(view)) => {
                self.store().admit(address, view, now)?;
                self.info("admitted", address);
                Ok(true)
            }
            (Step::Prepare, Some(row), _) => self.prepare(&row, now),
            (Step::Provision, Some(row), _) => match self.workload(&row)? {
                Ok(workload) => {
                    self.jobs.begin(Call::Provision, job(&row, workload));
                    Ok(false)
                }
                Err(why) => self.enter(address, Stage::Refusing, Some(&why), now),
            },
            (Step::Start, Some(row), _) => self.start(&row, now).map(|()| false),
            (Step::Decline, Some(row), _) => self.decline(&row, now).map(|()| false),
            (Step::Confirm, ..) => self.enter(address, Stage::Running, None, now),
            (Step::Reopen, ..) => self.enter(address, Stage::Ready, None, now),
            (Step::Refuse(why), row, _) => {
                let last = row.and_then(|row| row.reason);
                let reason = match last {
                    Some(last) => format!("{}: {last}", why.words()),
                    None => why.words().into(),
                };
                self.enter(address, Stage::Refusing, Some(&reason), now)
            }
            (Step::Remove(why), row, _) => {
                // Why it was declined is more than that its account is closed.
                let is_refused = row.is_some_and(|row| row.stored.stage == Stage::Refusing);
                let reason = (!is_refused).then(|| why.words());
                self.enter(address, Stage::Removing, reason, now)
            }
            (Step::Teardown, Some(row), _) => {
                self.jobs.begin(Call::Teardown, job(&row, None));
                Ok(false)
            }
            (Step::NoteAbsent(since), ..) => {
                self.store().note_absent(address, since)?;
                Ok(true)
            }
            (Step::Forget, ..) => {
                self.jobs.forget(address);
                self.store().forget(address)?;
                Ok(false)
            }
            (Step::Watch, Some(row), _) => {
                self.check(&row, now);
                Ok(false)
            }
            _ => Ok(false),
        }
    }

    fn enter(
        &mut self,
        address: &Pubkey,
        stage: Stage,
        reason: Option<&str>,
        now: i64,
    ) -> Result<bool, StoreError> {
        self.store().enter(address, stage, reason, now)?;
        if stage != Stage::Running {
            self.unhealthy.remove(address);
            self.checked.remove(address);
        }
        let level = match stage {
            Stage::Refusing => Level::Warn,
            _ => Level::Info,
        };
        let reason = reason.map(|reason| ("reason", json!(reason)));
        self.log
            .write(level, stage.name(), Some(address), reason.as_slice());
        Ok(true)
    }

    /// From now on the workload stays as it is. A key that nobody can seal to is refused before anything is prepared. A workload that
    /// cannot be opened is none: where one is needed, the renter may send another as long as it has time.
    fn prepare(&mut self, row: &Row, now: i64) -> Result<bool, StoreError> {
        if let Err(error) = PublicKey::new(row.connection_key) {
            let why = format!("the renter's connection key: {error}");
            return self.enter(&row.address, Stage::Refusing, Some(&why), now);
        }
        match (self.workload(row)?, self.settings.policy.workload_within) {
            (Ok(_), _) => self.enter(&row.address, Stage::Provisioning, None, now),
            (Err(why), None) => self.enter(&row.address, Stage::Refusing, Some(&why), now),
            (Err(why), Some(_)) => {
                self.store().drop_workload(&row.address, &why)?;
                let reason = ("reason", json!(why));
                let event = "workload refused";
                self.log
                    .write(Level::Warn, event, Some(&row.address), &[reason]);
                Ok(true)
            }
        }
    }

    /// The renter's workload, if it has sent one; otherwise why it cannot be opened. It could be when it was accepted.
    fn workload(&self, row: &Row) -> Result<Result<Option<Workload>, String>, StoreError> {
        let sealed = self.store().workload(&row.address)?;
        let opened = sealed.map(|sealed| Workload::open(&sealed, &self.secret));
        Ok(opened.transpose().map_err(|error| {
            format!(
                "the renter's workload: {error}. Was the service key replaced after it was sent?"
            )
        }))
    }

    fn start(&mut self, row: &Row, now: i64) -> Result<(), StoreError> {
        let Some(hash) = row.stored.hash else {
            return Ok(());
        };
        match self.chain.start(&row.address, hash) {
            Ok(()) => {
                self.metrics.step("start", true);
                self.info("start sent", &row.address);
                Ok(())
            }
            Err(trouble) => self.put_off("start", row, &trouble.0, true, now),
        }
    }

    fn decline(&mut self, row: &Row, now: i64) -> Result<(), StoreError> {
        match self.chain.decline(&row.address) {
            Ok(()) => {
                self.metrics.step("decline", true);
                let reason = json!(row.reason);
                self.log.write(
                    Level::Warn,
                    "declined",
                    Some(&row.address),
                    &[("reason", reason)],
                );
                Ok(())
            }
            Err(trouble) => self.put_off("decline", row, &trouble.0, true, now),
        }
    }

    fn check(&mut self, row: &Row, now: i64) {
        let last = self.checked.get(&row.address).copied();
        let is_due = last.is_none_or(|last| now >= last.saturating_add(self.settings.check_every));
        if is_due && self.jobs.begin(Call::Check, job(row, None)) {
            self.checked.insert(row.address, now);
        }
    }

    /// Stores what the driver has done.
    fn conclude(&mut self, now: i64) -> Result<(), StoreError> {
        for done in self.jobs.ended() {
            let row = self.store().find(&done.job.reservation)?;
            let Some(row) = row else {
                continue;
            };
            self.apply(&row, done, now)?;
        }
        Ok(())
    }

    fn apply(&mut self, row: &Row, done: Done, now: i64) -> Result<(), StoreError> {
        let (address, name, event) = (row.address, done.call.name(), done.call.done());
        let outcome = match (done.call, done.outcome) {
            (Call::Provision, Ok(Some(tenant))) => {
                let key = PublicKey::new(row.connection_key);
                let sealed = key.and_then(|key| details::seal(&done.job, tenant, &key));
                match sealed {
                    Ok(sealed) => {
                        self.store().publish(&address, &sealed, now)?;
                        Ok(())
                    }
                    Err(error) => Err(Failure::Failed(error.to_string())),
                }
            }
            (Call::Provision, Err(Failure::Refused(why))) => {
                self.metrics.step(name, false);
                return self
                    .enter(&address, Stage::Refusing, Some(&why), now)
                    .map(drop);
            }
            (Call::Provision, Ok(None)) => Err(Failure::Failed("nothing was prepared".into())),
            (Call::Teardown, Ok(_)) => {
                self.store().gone(&address, now)?;
                Ok(())
            }
            (Call::Check, Ok(_)) => {
                if self.unhealthy.remove(&address) {
                    self.info("healthy again", &address);
                }
                return Ok(());
            }
            (Call::Check, Err(failure)) => {
                self.metrics.step(name, false);
                self.unhealthy.insert(address);
                let error = json!(failure.to_string());
                self.log.write(
                    Level::Error,
                    "check failed",
                    Some(&address),
                    &[("error", error)],
                );
                return Ok(());
            }
            (_, Err(failure)) => Err(failure),
        };
        match outcome {
            Ok(()) => {
                self.metrics.step(name, true);
                self.info(event, &address);
                Ok(())
            }
            Err(failure) => {
                let counts = !matches!(failure, Failure::Busy(_));
                self.put_off(name, row, &failure.to_string(), counts, now)
            }
        }
    }

    /// Stores that a step is to be tried again later.
    fn put_off(
        &mut self,
        step: &'static str,
        row: &Row,
        why: &str,
        counts: bool,
        now: i64,
    ) -> Result<(), StoreError> {
        let wait = retry(row.stored.failures);
        self.store()
            .put_off(&row.address, why, counts, now.saturating_add(wait))?;
        if counts {
            self.metrics.step(step, false);
        }
        let level = if counts { Level::Error } else { Level::Info };
        self.log.write(
            level,
            "failed",
            Some(&row.address),
            &[
                ("step", json!(step)),
                ("error", json!(why)),
                ("again_in_seconds", json!(wait)),
            ],
        );
        Ok(())
    }

    fn info(&self, event: &str, address: &Pubkey) {
        self.log.write(Level::Info, event, Some(address), &[]);
    }
}

/// Seconds until a step is tried again that has failed so often before.
fn retry(failures: u32) -> i64 {
    let factor = 1_i64.checked_shl(failures.min(16)).unwrap_or(i64::MAX);
    FIRST_RETRY.saturating_mul(factor).min(LAST_RETRY)
}

fn job(row: &Row, workload: Option<Workload>) -> Job {
    Job {
        reservation: row.address,
        supplier: row.supplier,
        renter: row.renter,
        gpus: row.gpus,
        starts_until: row.starts_until,
        workload,
    }
}

#[cfg(test)]
mod tests;
