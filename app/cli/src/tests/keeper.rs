//! `io keeper`.

use marketplace::state::Reservation;

use super::{Suite, HASH};

/// Act and outcome of everything that a round has done.
fn round(suite: &mut Suite, options: &str) -> Vec<(String, String)> {
    let keeper = suite.economy.keeper.clone();
    let done = suite.json(&keeper, &format!("keeper --once {options}"));
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_string();
    let acts = done.as_array().unwrap().iter();
    acts.map(|it| (text(&it["act"]), text(&it["outcome"])))
        .collect()
}

fn done(acts: &[&str]) -> Vec<(String, String)> {
    acts.iter()
        .map(|act| (act.to_string(), "done".to_string()))
        .collect()
}

#[test]
fn a_reservation_is_served_to_its_end() {
    let mut suite = Suite::new();
    let (_, address) = suite.rental();
    assert_eq!(round(&mut suite, "--jobs reservations"), []);
    suite.wait(86_400);
    assert_eq!(round(&mut suite, "--jobs reservations"), done(&["end"]));
    assert_eq!(round(&mut suite, "--jobs reservations"), []);
    suite.wait(86_400);
    assert_eq!(round(&mut suite, "--jobs reservations"), done(&["finish"]));
    assert!(suite.economy.read::<Reservation>(&address).is_err());
}

#[test]
fn what_is_not_started_is_cancelled_and_disputes_expire() {
    let mut suite = Suite::new();
    let (renter, offer) = (suite.renter(), suite.supplier(1).2);
    let line = format!("rent reserve {offer} --time 1h --connection-key {HASH}");
    suite.json(&renter, &line);
    suite.wait(1_801);
    assert_eq!(round(&mut suite, "--jobs reservations"), done(&["cancel"]));
    let (renter, address) = suite.rental();
    suite.wait(3_600);
    suite.json(&renter, &format!("rent dispute {address}"));
    suite.wait(7 * 86_400 + 1);
    assert_eq!(round(&mut suite, "--jobs reservations"), done(&["expire"]));
}

#[test]
fn clock_suppliers_and_fees_are_kept_up_to_date() {
    let mut suite = Suite::new();
    suite.wait(2 * 3_600);
    assert_eq!(
        round(&mut suite, "--jobs advance,settle"),
        done(&["advance"])
    );
    let settled = round(&mut suite, "--jobs settle --settle-after 1h");
    assert_eq!(settled, done(&["settle", "settle", "settle"]));
    assert_eq!(round(&mut suite, "--settle-after 1h"), []);
    let (renter, offer) = (suite.renter(), suite.supplier(0).2);
    let line =
        format!("rent reserve {offer} --gpus 2 --time 720h --connection-key {HASH} --number 1");
    let (status, message) = suite.fails(&renter, &format!("{line} --currency io"));
    assert_eq!(status, 3);
    assert!(message.contains("(IoHoursOutOfRange)"), "{message}");
}
