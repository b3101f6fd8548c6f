//! Calls of the driver, each on a thread. Each kind has slots of its own, so that slow preparations keep nobody's GPUs from being
//! checked and taken back; and a renter has one preparation at a time.

use std::{
    collections::BTreeMap,
    panic::{catch_unwind, AssertUnwindSafe},
    sync::{
        mpsc::{channel, Receiver, Sender},
        Arc,
    },
    thread,
    time::{Duration, Instant},
};

use solana_pubkey::Pubkey;

use crate::driver::{Driver, Failure, Job, Tenant};

/// What is asked of the driver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// To prepare.
    Provision,
    /// To look after.
    Check,
    /// To take back.
    Teardown,
}

impl Call {
    /// Its name in metrics, and in logs where it has failed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Provision => "provision",
            Self::Check => "check",
            Self::Teardown => "teardown",
        }
    }

    /// What has happened where it has not.
    pub fn done(self) -> &'static str {
        match self {
            Self::Provision => "provisioned",
            Self::Check => "checked",
            Self::Teardown => "torn down",
        }
    }
}

/// A call that has ended.
#[derive(Debug)]
pub struct Done {
    /// Of which reservation.
    pub job: Job,
    /// What was asked.
    pub call: Call,
    /// What came of it; a tenant of `Provision` alone.
    pub outcome: Result<Option<Tenant>, Failure>,
}

/// How many calls go on at a time, and for how long.
#[derive(Clone, Copy, Debug)]
pub struct Slots {
    /// Most calls of each kind at a time; with none each is done at once, without a thread.
    pub of_each: usize,
    /// A call that takes longer loses its slot. Its reservation stays busy until it returns: another call would meet it.
    pub deadline: Duration,
}

/// A call that goes on.
struct Ongoing {
    call: Call,
    renter: Pubkey,
    begun: Instant,
    is_overdue: bool,
}

/// The calls that go on: at most one for each reservation.
pub struct Jobs {
    driver: Arc<dyn Driver>,
    slots: Slots,
    busy: BTreeMap<Pubkey, Ongoing>,
    sender: Sender<Done>,
    receiver: Receiver<Done>,
    wake: Option<Sender<()>>,
}

impl Jobs {
    /// None so far. `wake` gets something when one has ended.
    pub fn new(driver: Arc<dyn Driver>, slots: Slots, wake: Option<Sender<()>>) -> Self {
        let (sender, receiver) = channel();
        Self {
            driver,
            slots,
            busy: BTreeMap::new(),
            sender,
            receiver,
            wake,
        }
    }

    /// Forgets a reservation that is gone for good.
    pub fn forget(&self, reservation: &Pubkey) {
        self.driver.forget(reservation);
    }

    /// Whether the driver is called for it.
    pub fn is_busy(&self, reservation: &Pubkey) -> bool {
        self.busy.contains_key(reservation)
    }

    /// How many calls go on.
    pub fn count(&self) -> usize {
        self.busy.len()
    }

    /// Whether there is a slot for it.
    fn is_free(&self, call: Call, renter: &Pubkey) -> bool {
        let same = || self.busy.values().filter(|it| it.call == call);
        if call == Call::Provision && same().any(|it| it.renter == *renter) {
            return false;
        }
        let used = same().filter(|it| !it.is_overdue).count();
        self.slots.of_each == 0 || used < self.slots.of_each
    }

    /// Calls the driver, if it is not called for this reservation and a slot is free. Says whether it does.
    pub fn begin(&mut self, call: Call, job: Job) -> bool {
        let (reservation, renter) = (job.reservation, job.renter);
        if self.is_busy(&reservation) || !self.is_free(call, &renter) {
            return false;
        }
        let (driver, sender) = (Arc::clone(&self.driver), self.sender.clone());
        let wake = self.wake.clone();
        if self.slots.of_each == 0 {
            let outcome = ask(driver.as_ref(), call, &job);
            // It is read in this round.
            let _ = sender.send(Done { job, call, outcome });
        } else {
            let work = move || {
                let asked = catch_unwind(AssertUnwindSafe(|| ask(driver.as_ref(), call, &job)));
                let outcome = asked.unwrap_or_else(|_| Err(Failure::Failed(PANICKED.into())));
                // Nobody reads it once the service ends; the next one calls again.
                let _ = sender.send(Done { job, call, outcome });
                let _ = wake.map(|wake| wake.send(()));
            };
            let thread = thread::Builder::new().name(call.name().into());
            // Without a thread now, a later round asks again.
            if thread.spawn(work).is_err() {
                return false;
            }
        }
        self.busy.insert(
            reservation,
            Ongoing {
                call,
                renter,
                begun: Instant::now(),
                is_overdue: false,
            },
        );
        true
    }

    /// Those that have ended since.
    pub fn ended(&mut self) -> Vec<Done> {
        let ended: Vec<Done> = self.receiver.try_iter().collect();
        for done in &ended {
            self.busy.remove(&done.job.reservation);
        }
        ended
    }

    /// Frees the slots of those that take too long at `now`, and names them once.
    pub fn overdue(&mut self, now: Instant) -> Vec<(Pubkey, Call)> {
        let deadline = self.slots.deadline;
        let late = self.busy.iter_mut().filter(|(_, it)| {
            !it.is_overdue && now.saturating_duration_since(it.begun) >= deadline
        });
        late.map(|(reservation, it)| {
            it.is_overdue = true;
            (*reservation, it.call)
        })
        .collect()
    }

    /// How many go on that take too long.
    pub fn late(&self) -> usize {
        self.busy.values().filter(|it| it.is_overdue).count()
    }
}

/// Why a call failed that panicked.
const PANICKED: &str = "the driver panicked: standard error says where";

fn ask(driver: &dyn Driver, call: Call, job: &Job) -> Result<Option<Tenant>, Failure> {
    match call {
        Call::Provision => driver.provision(job).map(Some),
        Call::Check => driver.check(job).map(|()| None),
        Call::Teardown => driver.teardown(job).map(|()| None),
    }
}

#[cfg(test)]
mod tests;
