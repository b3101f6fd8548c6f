use std::sync::{Condvar, Mutex};

use super::*;

/// Begins nothing new until it is opened.
#[derive(Default)]
struct Gate(Mutex<bool>, Condvar);

impl Gate {
    fn pass(&self) {
        let closed = self.0.lock().unwrap();
        drop(self.1.wait_while(closed, |open| !*open).unwrap());
    }

    fn open(&self) {
        *self.0.lock().unwrap() = true;
        self.1.notify_all();
    }
}

/// Preparations wait at the gate; a check panics.
#[derive(Default)]
struct Slow(Gate);

impl Driver for Slow {
    fn provision(&self, _: &Job) -> Result<Tenant, Failure> {
        self.0.pass();
        Err(Failure::Failed("no disk".into()))
    }

    fn check(&self, _: &Job) -> Result<(), Failure> {
        // Without the message of a panic.
        std::panic::resume_unwind(Box::new("a bug"))
    }

    fn teardown(&self, _: &Job) -> Result<(), Failure> {
        Ok(())
    }

    fn forget(&self, _: &Pubkey) {}
}

fn job(reservation: u8, renter: u8) -> Job {
    Job {
        reservation: Pubkey::from([reservation; 32]),
        supplier: Pubkey::from([1; 32]),
        renter: Pubkey::from([renter; 32]),
        gpus: 1,
        starts_until: 0,
        workload: None,
    }
}

const DEADLINE: Duration = Duration::from_secs(600);

fn jobs(driver: &Arc<Slow>, of_each: usize) -> (Jobs, Receiver<()>) {
    let (wake, news) = channel();
    let deadline = DEADLINE;
    let slots = Slots { of_each, deadline };
    let driver: Arc<dyn Driver> = driver.clone();
    (Jobs::new(driver, slots, Some(wake)), news)
}

#[test]
fn preparations_that_hang_keep_nothing_from_being_taken_back() {
    let driver = Arc::new(Slow::default());
    let (mut jobs, news) = jobs(&driver, 2);
    assert!(jobs.begin(Call::Provision, job(1, 1)));
    assert!(jobs.begin(Call::Provision, job(2, 2)));
    assert!(!jobs.begin(Call::Provision, job(3, 3)));
    assert!(jobs.begin(Call::Teardown, job(3, 3)));
    news.recv().unwrap();
    let [done] = jobs.ended().try_into().unwrap();
    assert_eq!((done.call, done.outcome), (Call::Teardown, Ok(None)));
    driver.0.open();
    for _ in 0..2 {
        news.recv().unwrap();
    }
    assert_eq!(jobs.ended().len(), 2);
    assert_eq!(jobs.count(), 0);
}

#[test]
fn a_renter_has_one_preparation_at_a_time_and_a_reservation_one_call() {
    let driver = Arc::new(Slow::default());
    let (mut jobs, news) = jobs(&driver, 8);
    assert!(jobs.begin(Call::Provision, job(1, 1)));
    assert!(!jobs.begin(Call::Provision, job(2, 1)));
    assert!(!jobs.begin(Call::Teardown, job(1, 1)));
    assert!(jobs.begin(Call::Provision, job(3, 2)));
    driver.0.open();
    for _ in 0..2 {
        news.recv().unwrap();
    }
    assert_eq!(jobs.ended().len(), 2);
    assert!(jobs.begin(Call::Provision, job(2, 1)));
}

#[test]
fn a_call_beyond_its_deadline_frees_its_slot_and_not_its_reservation() {
    let driver = Arc::new(Slow::default());
    let (mut jobs, news) = jobs(&driver, 1);
    assert!(jobs.begin(Call::Provision, job(1, 1)));
    let begun = Instant::now();
    assert_eq!(jobs.overdue(begun), []);
    let late = begun + DEADLINE;
    assert_eq!(
        jobs.overdue(late),
        [(job(1, 1).reservation, Call::Provision)]
    );
    // It is named once.
    assert_eq!((jobs.overdue(late), jobs.late()), (Vec::new(), 1));
    assert!(jobs.is_busy(&job(1, 1).reservation));
    assert!(jobs.begin(Call::Provision, job(2, 2)));
    driver.0.open();
    for _ in 0..2 {
        news.recv().unwrap();
    }
    assert_eq!(jobs.ended().len(), 2);
    assert_eq!((jobs.count(), jobs.late()), (0, 0));
}

#[test]
fn a_panic_of_the_driver_is_a_failure_and_keeps_no_slot() {
    let driver = Arc::new(Slow::default());
    let (mut jobs, news) = jobs(&driver, 1);
    for _ in 0..3 {
        assert!(jobs.begin(Call::Check, job(1, 1)));
        news.recv().unwrap();
        let [done] = jobs.ended().try_into().unwrap();
        assert_eq!(done.outcome, Err(Failure::Failed(PANICKED.into())));
    }
}
