//! The thresholds of docs/guides/council.md.

#![allow(clippy::unwrap_used)]

use std::{fs, path::PathBuf};

use io_watch::{claims::MEMORY, clock::AHEAD, decision::Decision, http::DEADLINE, rules::Rules};

fn page() -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/guides/council.md");
    fs::read_to_string(path).unwrap()
}

#[test]
fn its_memos_are_read() {
    let page = page();
    let memos = page.lines().filter(|it| it.starts_with("io council 1 "));
    let read: Vec<String> = memos
        .map(|it| Decision::read(it).unwrap().write())
        .collect();
    assert_eq!(read.len(), 2);
    assert!(read.iter().all(|it| page.contains(it)));
}

#[test]
fn its_thresholds_are_those_of_the_code() {
    assert_eq!(MEMORY, 86_400, "in the last day");
    // However its lines are broken.
    let page: String = page().split_whitespace().collect::<Vec<_>>().join(" ");
    let it = Rules::default();
    let minutes = |seconds: i64| seconds.checked_div(60).unwrap();
    let hours = |seconds: i64| seconds.checked_div(3_600).unwrap();
    for words in [
        format!("{} answers in a row", it.answers),
        format!("the last {} answers all show it", it.answers),
        format!(
            "{} failures among the last {} probes, over at least {} minutes",
            it.failures,
            it.window,
            minutes(it.over)
        ),
        format!("at least {} seconds after the last one", it.spacing),
        format!("After {} minutes without a probe", minutes(it.gap)),
        format!("within {} seconds from the look-up", DEADLINE.as_secs()),
        format!("more than {} minutes ahead of it", minutes(AHEAD)),
        format!(
            "in {} answers of each, over at least {} minutes",
            it.claim_answers,
            minutes(it.claim_over)
        ),
        format!("it ends within {} hours", hours(it.renew_within)),
        format!("at most {} hours ahead", it.valid_hours),
        format!("the last report is {} hours old", hours(it.repeat_after)),
        format!("not proposed within {} minutes", minutes(it.turn)),
        format!(
            "at most {} minutes after your first failed one",
            minutes(it.tolerance)
        ),
        format!(
            "within {} minutes of your first answered probe",
            minutes(it.tolerance)
        ),
    ] {
        assert!(page.contains(&words), "{words}");
    }
}
