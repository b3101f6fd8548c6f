//! `io audit --from-index`.

use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    thread,
};

use anchor_lang::event::EVENT_IX_TAG_LE;
use io_client::Network;
use io_ledger::{
    apply,
    events::{Place, Recorded},
    value::Amount,
    Kind, Memory, Row,
};
use serde_json::{json, Value};
use solana_sdk_ids::sysvar;
use solana_signature::Signature;

use super::Suite;

/// Answers each request with a status and a body, by its path and query. The URL.
fn serve(mut answer: impl FnMut(&str) -> (u16, String) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let (status, body) = answer(&target(&stream));
            let length = body.len();
            let head = format!(
                "HTTP/1.1 {status} x\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
            );
            stream.write_all((head + &body).as_bytes()).unwrap();
        }
    });
    url
}

/// Path and query of a request.
fn target(stream: &TcpStream) -> String {
    let mut lines = BufReader::new(stream).lines().map(Result::unwrap);
    let first = lines.next().unwrap();
    lines.find(String::is_empty).unwrap();
    first.split(' ').nth(1).unwrap().into()
}

/// An economy with a rental, and the rows of its events.
fn played() -> (Suite, Memory) {
    let mut suite = Suite::with_journal();
    suite.rental();
    suite.wait(3_600);
    let keeper = suite.economy.keeper.clone();
    suite.json(&keeper, "keeper --once");
    let mut rows = Memory::default();
    for sent in suite.economy.vm.take_journal() {
        for (program, data) in &sent.receipt.inner {
            let Some(data) = data.strip_prefix(EVENT_IX_TAG_LE) else {
                continue;
            };
            let place = Place {
                slot: 0,
                transaction: 0,
                signature: Signature::default(),
                outer: 0,
                inner: 0,
            };
            let recorded = Recorded::new(place, sent.time, *program, data.to_vec());
            apply(&recorded, &mut rows).unwrap();
        }
    }
    (suite, rows)
}

/// A page with all rows of a kind, changed last in `slot`.
fn page(rows: &Memory, kind: Kind, slot: u64) -> String {
    let theirs = rows.0.iter().filter(|(key, _)| key.kind() == kind);
    let stored = theirs.map(|(key, row)| {
        let row: Value = serde_json::from_str(&row.json().unwrap()).unwrap();
        json!({ "key": key.text(), "slot": slot, "row": row })
    });
    json!({ "rows": stored.collect::<Vec<_>>(), "next": null }).to_string()
}

/// What an index with these rows answers.
fn answer(rows: &Memory, slot: u64, target: &str) -> (u16, String) {
    let path = target.split('?').next().unwrap();
    if path == "/v1/status" {
        return (
            200,
            json!({ "slot": u64::MAX, "complete": true, "more": 1 }).to_string(),
        );
    }
    let kind = path.strip_prefix("/v1/ledger/").and_then(Kind::named);
    kind.map_or((404, String::new()), |kind| (200, page(rows, kind, slot)))
}

/// Verdicts and figures of P-22.
fn verdicts(suite: &mut Suite, url: &str) -> Vec<(String, String)> {
    let keeper = suite.economy.keeper.clone();
    let found = suite.json(&keeper, &format!("audit --from-index {url}"));
    let rows = found.as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_string();
    rows.filter(|row| row["rule"] == "P-22")
        .map(|row| (text(&row["verdict"]), text(&row["figures"])))
        .collect()
}

/// Raises the stake of a supplier's owner by a base unit.
fn forged(rows: &Memory) -> Memory {
    let mut rows = rows.clone();
    let mut suppliers = rows.0.values_mut().filter_map(|row| match row {
        Row::Supplier(supplier) => Some(supplier),
        _ => None,
    });
    let supplier = suppliers.next().unwrap();
    supplier.stake.own = Amount(supplier.stake.own.0 + 1);
    rows
}

#[test]
fn p22_the_rows_of_an_index_are_compared_with_the_accounts() {
    let (mut suite, rows) = played();
    let url = {
        let rows = rows.clone();
        serve(move |target| answer(&rows, 0, target))
    };
    let found = verdicts(&mut suite, &url);
    assert_eq!(found.len(), Kind::WITH_ACCOUNT.len());
    assert!(
        found.iter().all(|(verdict, _)| verdict == "holds"),
        "{found:#?}"
    );
    assert_eq!(found[0].1, "3 rows");

    let forged = forged(&rows);
    // A path before that of the API is kept.
    let url = serve(move |target| answer(&forged, 0, target.strip_prefix("/index").unwrap()));
    let found = verdicts(&mut suite, &format!("{url}/index/"));
    let broken: Vec<_> = found
        .iter()
        .filter(|(verdict, _)| verdict == "BROKEN")
        .collect();
    let [(_, figures)] = broken[..] else {
        panic!("{found:#?}");
    };
    assert!(figures.starts_with("supplier "), "{figures}");
    assert!(figures.contains(": own stake is "), "{figures}");
    let keeper = suite.economy.keeper.clone();
    let report = suite.run(&keeper, &format!("audit --from-index {url}/index"));
    assert_eq!(report.unwrap().broken, 1);
}

#[test]
fn a_row_that_has_changed_since_is_read_again() {
    let (mut suite, rows) = played();
    let (forged, mut statuses) = (forged(&rows), 0);
    let url = serve(move |target| {
        statuses += u32::from(target == "/v1/status");
        match statuses {
            1 => answer(&forged, u64::MAX, target),
            _ => answer(&rows, 0, target),
        }
    });
    let found = verdicts(&mut suite, &url);
    assert!(
        found.iter().all(|(verdict, _)| verdict == "holds"),
        "{found:#?}"
    );
}

#[test]
fn a_row_that_keeps_changing_is_not_judged() {
    let (mut suite, rows) = played();
    let forged = forged(&rows);
    let url = serve(move |target| answer(&forged, u64::MAX, target));
    let keeper = suite.economy.keeper.clone();
    let report = suite
        .run(&keeper, &format!("audit --from-index {url}"))
        .unwrap();
    assert_eq!(report.broken, 0);
    let notes = report.shown();
    assert!(
        notes.contains("1 row changed each time they were read: run `io audit` again."),
        "{notes}"
    );
}

#[test]
fn an_index_that_cannot_be_read_is_said() {
    let mut suite = Suite::new();
    let keeper = suite.economy.keeper.clone();
    let mut fails = |url: &str| suite.fails(&keeper, &format!("audit --from-index {url}"));
    for url in ["localhost:8080", "ftp://127.0.0.1", "127.0.0.1"] {
        let (status, message) = fails(url);
        assert_eq!(status, 2, "{message}");
        assert!(
            message.contains("--from-index takes the URL of an indexer"),
            "{message}"
        );
    }
    let says = |status: u16, body: &str| {
        let body = body.to_string();
        serve(move |_| (status, body.clone()))
    };
    let early = json!({ "slot": u64::MAX, "complete": false }).to_string();
    let endless =
        json!({ "slot": u64::MAX, "complete": true, "rows": [], "next": "a" }).to_string();
    for (url, why) in [
        (says(500, ""), "it answered with HTTP status 500"),
        (says(301, ""), "it answered with HTTP status 301"),
        (says(200, &early), "it is still reading the history"),
        (
            says(200, "<html>"),
            "its answer is not that of an io-indexer",
        ),
        (says(200, &endless), "its list does not end"),
    ] {
        let (status, message) = fails(&format!("{url}/?key=secret"));
        assert_eq!(status, 5, "{message}");
        assert!(message.contains(why), "{message}");
        assert!(
            message.contains(&url) && !message.contains("secret"),
            "{message}"
        );
    }
    let clock = suite
        .economy
        .vm
        .account(&sysvar::clock::ID)
        .unwrap()
        .unwrap();
    let slot = u64::from_le_bytes(*clock.data.first_chunk().unwrap());
    let behind = json!({ "slot": slot - 500, "complete": true }).to_string();
    let (status, message) = suite.fails(
        &keeper,
        &format!("audit --from-index {}", says(200, &behind)),
    );
    assert_eq!(status, 5, "{message}");
    assert!(
        message.contains("it is 500 slots behind: try again later"),
        "{message}"
    );
}
