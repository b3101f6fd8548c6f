//! On the real programs: a reservation that runs for a day, and one that waits.

use std::{
    rc::Rc,
    sync::{Arc, Mutex},
};

use solana_keypair::Keypair;

use super::*;
use crate::{
    consent::Consent,
    context::Key,
    output::OutputFormat,
    tests::{folder::Folder, on, Suite, HASH},
};

const HOUR: i64 = 3_600;

struct Setting {
    suite: Suite,
    operator: Keypair,
    supplier: Pubkey,
    reservation: Pubkey,
    folder: Folder,
    keeper: Keeper,
    lines: Arc<Mutex<Vec<String>>>,
}

impl Setting {
    /// A reservation that has just started, and a maintenance of two hours so many hours later.
    fn new(hours: i64) -> Self {
        let mut suite = Suite::new();
        let (_, reservation) = suite.rental();
        let operator = suite.economy.suppliers[0].operator.insecure_clone();
        let supplier = suite.supplier(0).1;
        let (folder, from) = (Folder::new(), suite.now() + hours * HOUR);
        let text = format!(
            "[[maintenance]]\nfrom = {}\nuntil = {}\n",
            utc(from),
            utc(from + 2 * HOUR)
        );
        let path = folder.write("maintenance.toml", text);
        let keeper = Keeper::new(Windows::new(Some(path.into())).unwrap());
        Self {
            suite,
            operator,
            supplier,
            reservation,
            folder,
            keeper,
            lines: Arc::default(),
        }
    }

    fn round(&mut self) -> String {
        let metrics = Metrics::default();
        let lines = self.lines.clone();
        let log = Log::new(move |line| lines.lock().unwrap().push(line.into()));
        let key = Key::Loaded(Rc::new(self.operator.insecure_clone()));
        let price = self.suite.economy.price;
        let agreed = Consent::AssumedYes.to("", "").unwrap();
        let mut context = on(&mut self.suite.economy.vm, key, price);
        self.keeper
            .round(&mut context, &agreed, &[self.supplier], (&log, &metrics))
            .unwrap();
        metrics.notes()
    }

    /// As after a start of the service.
    fn restart(&mut self) {
        let path = self.folder.file("maintenance.toml");
        self.keeper = Keeper::new(Windows::new(Some(path.into())).unwrap());
    }

    /// What a dry run shows.
    fn look(&mut self) -> String {
        let path = self.folder.file("maintenance.toml");
        let windows = Windows::new(Some(path.into())).unwrap();
        let key = Key::Loaded(Rc::new(self.operator.insecure_clone()));
        let price = self.suite.economy.price;
        let mut context = on(&mut self.suite.economy.vm, key, price);
        let report = look(&mut context, &[self.supplier], &windows).unwrap();
        report.to_text(OutputFormat::Json) + &report.shown()
    }

    fn count(&self, what: &str) -> usize {
        let lines = self.lines.lock().unwrap();
        lines.iter().filter(|it| it.contains(what)).count()
    }

    fn reservation(&mut self, address: Pubkey) -> Reservation {
        let key = Key::Unknown(String::new());
        let price = self.suite.economy.price;
        let mut context = on(&mut self.suite.economy.vm, key, price);
        context.read("reservation", &address).unwrap()
    }
}

#[test]
fn the_end_of_what_runs_is_announced_once_and_in_time() {
    let mut it = Setting::new(20);
    let address = it.reservation;
    let notice = i64::from(it.reservation(address).terms.notice);
    let from = it.suite.now() + 20 * HOUR;
    let health = it.round();
    assert!(
        health.contains("0 ends announced, 1 to be announced"),
        "{health}"
    );
    assert!(it.look().contains("its end is to be announced at"));
    assert_eq!(
        (
            it.count("announce end sent\""),
            it.reservation(address).announced
        ),
        (0, 0)
    );
    // Within the hour before its notice would be short.
    it.suite.wait(20 * HOUR - notice - HOUR);
    assert!(it.look().contains("its end is to be announced now"));
    for _ in 0..3 {
        it.round();
        // Also by a service that has just been started.
        it.restart();
    }
    assert_eq!(
        (it.count("announce end sent\""), it.count("\"failed\"")),
        (1, 0)
    );
    let health = it.round();
    assert!(
        health.contains("1 ends announced, 0 to be announced"),
        "{health}"
    );
    let over_at = it.reservation(address).announced_end(from).unwrap();
    assert!(over_at.is_some_and(|it| it <= from), "{over_at:?}");
}

/// Another service of the same key, or the owner by hand, was faster, and a node has not seen it yet: the program refuses a second one.
#[test]
fn a_second_announcement_is_refused_and_reported_as_failed() {
    let mut it = Setting::new(8);
    let address = it.reservation;
    let notice = i64::from(it.reservation(address).terms.notice);
    it.suite.wait((8 * HOUR - notice - HOUR).max(0));
    let window = it.keeper.windows.all()[0];
    let line = format!("supplier announce-end {address}");
    let owner = it.suite.supplier(0).0;
    it.suite.json(&owner, &line);
    let before = it.reservation(address).announced;
    let stale = Concerned {
        reservation: address,
        supplier: it.supplier,
        window,
        deed: Deed::Of(Verdict::Now),
    };
    let key = Key::Loaded(Rc::new(it.operator.insecure_clone()));
    let price = it.suite.economy.price;
    let agreed = Consent::AssumedYes.to("", "").unwrap();
    let mut context = on(&mut it.suite.economy.vm, key, price);
    assert!(try_to_send(&mut context, &agreed, &stale).is_err());
    assert_eq!(it.reservation(address).announced, before);
}

#[test]
fn what_cannot_be_announced_in_time_is_said_and_nothing_is_sent() {
    let mut it = Setting::new(1);
    let address = it.reservation;
    let health = it.round();
    assert!(health.contains("1 not possible in time"), "{health}");
    it.round();
    assert_eq!(
        (it.count("\"warn\""), it.count("announce end sent\"")),
        (1, 0)
    );
    assert_eq!(it.reservation(address).announced, 0);
}

#[test]
fn what_waits_and_would_run_into_it_is_declined() {
    let mut it = Setting::new(20);
    let (renter, offer) = (it.suite.renter(), it.suite.supplier(0).2);
    let mut reserve = |time: &str| -> Pubkey {
        let line = format!("rent reserve {offer} --time {time} --connection-key {HASH}");
        let reserved = it.suite.json(&renter, &line);
        reserved["reservation"].as_str().unwrap().parse().unwrap()
    };
    let (long, short) = (reserve("1d"), reserve("10h"));
    assert!(it.look().contains("to be declined"));
    for _ in 0..2 {
        it.round();
        it.restart();
    }
    assert_eq!(
        (it.count("\"decline sent\""), it.count("\"failed\"")),
        (1, 0)
    );
    assert!(!it.reservation(long).is(Status::Reserved));
    assert!(it.reservation(short).is(Status::Reserved));
}

#[test]
fn without_a_maintenance_nothing_is_asked() {
    let mut it = Setting::new(20);
    it.folder.write("maintenance.toml", "");
    assert_eq!(it.round(), "");
    assert_eq!(it.count("maintenance read"), 1);
    assert!(it.look().contains("no maintenance is to come"));
}

#[test]
fn a_dry_run_checks_the_file_and_shows_what_would_be_done() {
    let mut it = Setting::new(20);
    let file = it.folder.file("maintenance.toml");
    let state = it.folder.file("state");
    let line = format!(
        "supplier serve --state {state} --driver command --hook /bin/true --maintenance {file} --dry-run"
    );
    let operator = it.operator.insecure_clone();
    let shown = it.suite.json(&operator, &line);
    assert_eq!(shown[0]["reservation"], it.reservation.to_string());
    assert_eq!(shown[0]["what"], "its end is to be announced at");
    assert!(!std::path::Path::new(&state).exists());
    it.folder.write("maintenance.toml", "[[maintenance]]\n");
    let (status, error) = it.suite.fails(&operator, &line);
    assert_eq!(status, 2, "{error}");
    assert!(
        error.starts_with(&format!("--maintenance: {file}: ")),
        "{error}"
    );
    let address = it.reservation;
    assert_eq!(it.reservation(address).announced, 0);
}
