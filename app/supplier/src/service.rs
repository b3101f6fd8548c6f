//! Takes the steps of every reservation, round after round.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{mpsc::Sender, Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use io_access::{PublicKey, Secret, Workload};
use serde_json::json;
use solana_pubkey::Pubkey;

use crate::{
    chain::{clocks, Chain, Look, Trouble, View},
    details,
    driver::{Driver, Failure, Job},
    jobs::{Call, Done, Jobs, Slots},
    log::{Level, Log},
    machine::{next, OnChain, Policy, Sight, Stage, Step},
    metrics::Metrics,
    store::{Row, Store, StoreError},
};

/// Seconds to the first retry of a step that has failed; it doubles up to the last.
const FIRST_RETRY: i64 = 5;
const LAST_RETRY: i64 = 300;
/// Seconds after which what was sent, and is not seen on the chain, is sent again; and what was held back is looked at again.
const RESEND: i64 = 10;
/// Most steps of a reservation in a round that only write to the store.
const CHAIN_OF_STEPS: usize = 8;

/// How a service works.
pub struct Settings {
    /// Whose reservations are admitted. Those that were admitted before are served to their end.
    pub suppliers: BTreeSet<Pubkey>,
    /// What is decided once.
    pub policy: Policy,
    /// Most calls of the driver of each kind at a time; with none each is done at once.
    pub parallel: usize,
    /// A call of the driver that takes longer is reported, and its slot given away.
    pub deadline: Duration,
    /// Most seconds by which the chain's clock and this machine's may differ. Beyond, nothing is done by either.
    pub clock_bound: i64,
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
    /// The slots of looks that contradict what is stored. Lost with the process: then two more looks are needed.
    doubts: BTreeMap<Pubkey, u64>,
    /// What was sent and is not seen yet.
    sent: BTreeSet<Pubkey>,
}

/// Why a round ended early.
#[derive(Debug, thiserror::Error)]
pub enum RoundError {
    /// The chain does not answer: the next round may do.
    #[error("{0}")]
    Chain(#[from] Trouble),
    /// One of the clocks is wrong: nothing may be done by either.
    #[error("{}: set this machine's clock, or wait until the chain's is right", clocks(*.difference))]
    Clock {
        /// Seconds by which the chain's is ahead.
        difference: i64,
    },
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
        let slots = Slots {
            of_each: settings.parallel,
            deadline: settings.deadline,
        };
        Self {
            chain,
            store,
            secret,
            jobs: Jobs::new(driver, slots, settings.wake.clone()),
            settings,
            log,
            metrics,
            checked: BTreeMap::new(),
            unhealthy: BTreeSet::new(),
            doubts: BTreeMap::new(),
            sent: BTreeSet::new(),
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

    /// Whether something was sent that the next look may show.
    pub fn is_expecting(&self) -> bool {
        !self.sent.is_empty()
    }

    /// One round: what the driver has done is stored, then each reservation takes its next steps, in the order of [`Store::live`], and
    /// new ones last. `machine` gives the unix seconds of this machine; it is asked once the chain has answered, which may take long.
    ///
    /// # Errors
    /// [`RoundError`].
    pub fn round(&mut self, machine: impl FnOnce() -> i64) -> Result<(), RoundError> {
        self.report_overdue();
        let rows = self.store().live()?;
        let known: Vec<Pubkey> = rows.iter().map(|row| row.address).collect();
        let look = self.chain.look(&known)?;
        self.compare_clocks(&look, machine())?;
        self.conclude(look.now)?;
        let known: BTreeSet<Pubkey> = known.into_iter().collect();
        let new = look.views.iter().filter(|(it, _)| !known.contains(it));
        let mut new: Vec<_> = new.map(|(it, view)| (view.created_at, *it)).collect();
        new.sort_unstable();
        let live = rows.into_iter().map(|row| row.address);
        for address in live.chain(new.into_iter().map(|(_, it)| it)) {
            self.serve(&address, &look)?;
        }
        self.conclude(look.now)?;
        self.forget(look.now)?;
        self.metrics.stages(self.store().stages()?);
        self.metrics.unhealthy(self.unhealthy.len() as u64);
        self.metrics.overdue(self.jobs.late() as u64);
        Ok(())
    }

    fn compare_clocks(&self, look: &Look, machine: i64) -> Result<(), RoundError> {
        let difference = look.now.saturating_sub(machine);
        let bound = self.settings.clock_bound;
        let is_wrong = difference.saturating_abs() > bound;
        self.metrics.clock(difference, is_wrong);
        match is_wrong {
            true => Err(RoundError::Clock { difference }),
            false => Ok(()),
        }
    }

    fn report_overdue(&mut self) {
        for (address, call) in self.jobs.overdue(Instant::now()) {
            let step = json!(call.name());
            self.log.write(
                Level::Error,
                "driver takes too long",
                Some(&address),
                &[("step", step)],
            );
        }
    }

    /// Deletes what has been gone for long.
    fn forget(&mut self, now: i64) -> Result<(), StoreError> {
        let since = now.saturating_sub(self.settings.policy.remember);
        let gone = self.store().gone_since(since)?;
        for address in gone {
            self.jobs.forget(&address);
            self.store().forget(&address)?;
        }
        Ok(())
    }

    /// Takes the steps of a reservation.
    fn serve(&mut self, address: &Pubkey, look: &Look) -> Result<(), StoreError> {
        let view = look.views.get(address);
        for _ in 0..CHAIN_OF_STEPS {
            if self.jobs.is_busy(address) {
                break;
            }
            let row = self.store().find(address)?;
            let sight = Sight {
                now: look.now,
                slot: look.slot,
                on_chain: view.map_or(OnChain::Absent, |view| view.on_chain),
                is_another: is_another(row.as_ref(), view),
                doubted_at: self.doubts.get(address).copied(),
            };
            let stored = row.as_ref().map(|row| &row.stored);
            let step = next(&self.settings.policy, &sight, stored);
            if !self.take(step, address, view, row, look.now)? {
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
            (Step::Admit, _, Some(view)) => {
                // A number can be used again at another supplier.
                if !self.settings.suppliers.contains(&view.supplier) {
                    return Ok(false);
                }
                self.store().admit(address, view, now)?;
                self.info("admitted", address);
                Ok(true)
            }
            (Step::Prepare, Some(row), _) => self.prepare(&row, now),
            (Step::Provision, Some(row), _) => self.provision(&row, now),
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
            (Step::NoteDoubt(slot), ..) => {
                match slot {
                    Some(slot) => self.doubts.insert(*address, slot),
                    None => self.doubts.remove(address),
                };
                Ok(slot.is_none())
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
        self.doubts.remove(address);
        self.sent.remove(address);
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

    /// A tenant that cannot be started would have the GPUs and pay nothing.
    fn provision(&mut self, row: &Row, now: i64) -> Result<bool, StoreError> {
        let workload = match self.workload(row)? {
            Ok(workload) => workload,
            Err(why) => return self.enter(&row.address, Stage::Refusing, Some(&why), now),
        };
        match self.chain.is_reached(&row.supplier) {
            Ok(()) => drop(self.jobs.begin(Call::Provision, job(row, workload))),
            Err(trouble) => self.hold(row, &trouble, now)?,
        }
        Ok(false)
    }

    /// Stores that the driver is not called before renters reach the service. It is no failure of the driver.
    fn hold(&mut self, row: &Row, trouble: &Trouble, now: i64) -> Result<(), StoreError> {
        let name = Call::Provision.name();
        self.store()
            .put_off(&row.address, &trouble.0, false, now.saturating_add(RESEND))?;
        self.metrics.step(name, false);
        let error = ("error", json!(trouble.0));
        let step = ("step", json!(name));
        self.log
            .write(Level::Warn, "held back", Some(&row.address), &[step, error]);
        Ok(())
    }

    fn start(&mut self, row: &Row, now: i64) -> Result<(), StoreError> {
        let Some(hash) = row.stored.hash else {
            return Ok(());
        };
        if let Err(trouble) = self.chain.is_reached(&row.supplier) {
            return self.put_off("start", row, &trouble.0, true, now);
        }
        let created_at = row.stored.created_at;
        let sent = self.chain.start(&row.address, created_at, hash);
        self.note_sent("start", row, sent, Level::Info, now)
    }

    fn decline(&mut self, row: &Row, now: i64) -> Result<(), StoreError> {
        let sent = self.chain.decline(&row.address, row.stored.created_at);
        self.note_sent("decline", row, sent, Level::Warn, now)
    }

    /// Stores that something was sent, to be sent again unless a look shows it by then. Killed before that is stored, the next
    /// process sends it again: the chain takes one of them.
    fn note_sent(
        &mut self,
        step: &'static str,
        row: &Row,
        sent: Result<(), Trouble>,
        level: Level,
        now: i64,
    ) -> Result<(), StoreError> {
        if let Err(trouble) = sent {
            return self.put_off(step, row, &trouble.0, true, now);
        }
        self.store()
            .wait(&row.address, now.saturating_add(RESEND))?;
        self.sent.insert(row.address);
        self.metrics.step(step, true);
        // Why it is declined; a start has none.
        let reason = row.reason.as_ref().filter(|_| step == "decline");
        let reason = reason.map(|it| ("reason", json!(it)));
        let event = format!("{step} sent");
        self.log
            .write(level, &event, Some(&row.address), reason.as_slice());
        Ok(())
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

/// Whether the account is of another reservation than the stored one. Two can be made within one second of the clock.
fn is_another(row: Option<&Row>, view: Option<&View>) -> bool {
    let both = row.zip(view);
    both.is_some_and(|(row, view)| {
        (row.stored.created_at, row.supplier, row.renter)
            != (view.created_at, view.supplier, view.renter)
            || (row.connection_key, row.gpus) != (view.connection_key, view.gpus)
    })
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
