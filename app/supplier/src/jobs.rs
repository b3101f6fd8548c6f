//! Calls of the driver, each on a thread, so that a slow one keeps no other reservation from its start.

use std::{
    collections::BTreeSet,
    sync::{
        mpsc::{channel, Receiver, Sender},
        Arc,
    },
    thread,
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

/// The calls that go on: at most one for each reservation.
pub struct Jobs {
    driver: Arc<dyn Driver>,
    /// Most calls at a time.
    most: usize,
    busy: BTreeSet<Pubkey>,
    sender: Sender<Done>,
    receiver: Receiver<Done>,
    wake: Option<Sender<()>>,
}

impl Jobs {
    /// None so far, and at most so many at a time; with none allowed each is done at once, without a thread.
    /// `wake` gets something when one has ended.
    pub fn new(driver: Arc<dyn Driver>, most: usize, wake: Option<Sender<()>>) -> Self {
        let (sender, receiver) = channel();
        Self {
            driver,
            most,
            busy: BTreeSet::new(),
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
        self.busy.contains(reservation)
    }

    /// How many calls go on.
    pub fn count(&self) -> usize {
        self.busy.len()
    }

    /// Calls the driver, if it is not called for this reservation and a thread is free. Says whether it does.
    pub fn begin(&mut self, call: Call, job: Job) -> bool {
        let is_full = self.most > 0 && self.busy.len() >= self.most;
        if is_full || !self.busy.insert(job.reservation) {
            return false;
        }
        let (driver, sender) = (Arc::clone(&self.driver), self.sender.clone());
        let wake = self.wake.clone();
        let work = move || {
            let outcome = match call {
                Call::Provision => driver.provision(&job).map(Some),
                Call::Check => driver.check(&job).map(|()| None),
                Call::Teardown => driver.teardown(&job).map(|()| None),
            };
            // The send fails if the service has stopped; after its next start it calls the driver again.
            let _ = sender.send(Done { job, call, outcome });
            let _ = wake.map(|wake| wake.send(()));
        };
        match self.most {
            0 => work(),
            _ => drop(thread::spawn(work)),
        }
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
}
