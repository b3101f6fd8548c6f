//! Responses of `getTransaction` from the vectors, which `vectors.rs` writes, and invalid responses.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::panic)]

use std::fs;

use anchor_lang::Event as _;
use io_client::{
    confirmed::{addresses, calls, events, Unreadable},
    events::{Event, FeeBurn, Marketplace},
};
use serde_json::{json, Value};
use solana_transaction_status_client_types::EncodedConfirmedTransactionWithStatusMeta;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What a vector says of an event.
fn reported(event: &Event) -> String {
    match event {
        Event::FeeBurn(FeeBurn::AuctionExpired(it)) => {
            format!("feeBurn AuctionExpired {}", hex(&it.data()))
        }
        Event::Marketplace(Marketplace::Reserved(it)) => {
            format!("marketplace Reserved {}", hex(&it.data()))
        }
        _ => panic!("another event"),
    }
}

/// Responses, each with its name and its events.
fn answers() -> Vec<(String, Value, Vec<String>)> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../ts/test/vectors.txt");
    let mut answers: Vec<(String, Value, Vec<String>)> = Vec::new();
    for line in fs::read_to_string(file).unwrap().lines() {
        if let Some(answer) = line.strip_prefix("answer ") {
            let (name, json) = answer.split_at(answer.find(" {").unwrap());
            answers.push((name.into(), serde_json::from_str(json).unwrap(), Vec::new()));
        } else if let Some(event) = line.strip_prefix("reported ") {
            answers.last_mut().unwrap().2.push(event.into());
        }
    }
    answers
}

fn read(answer: &Value) -> EncodedConfirmedTransactionWithStatusMeta {
    serde_json::from_value(answer.clone()).unwrap()
}

#[test]
fn events_are_found_in_every_version_and_encoding_and_not_in_what_failed() {
    let answers = answers();
    // Three versions, in three encodings, and one of each failed.
    assert_eq!(answers.len(), 12);
    for (name, answer, expected) in answers {
        let found = events(&read(&answer).transaction).unwrap();
        let found: Vec<String> = found.iter().map(reported).collect();
        assert_eq!(found, expected, "{name}");
        let count = if name.ends_with("confirmed") { 2 } else { 0 };
        assert_eq!(expected.len(), count, "{name}");
    }
}

#[test]
fn addresses_of_all_encodings_are_the_same() {
    let mut by_version: Vec<Vec<_>> = Vec::new();
    for answers in answers().chunks(4) {
        let all = answers
            .iter()
            .map(|(_, answer, _)| addresses(&read(answer).transaction).unwrap());
        let mut all: Vec<_> = all.collect();
        all.dedup();
        assert_eq!(all.len(), 1);
        by_version.extend(all);
    }
    // Version 0 has the same, those of the table behind the others; version 1 lacks the program of the budget.
    let [legacy, v0, v1] = by_version.as_mut_slice() else {
        panic!("{} versions", by_version.len());
    };
    assert_ne!(legacy, v0);
    assert_eq!(v1.len() + 1, legacy.len());
    legacy.sort_unstable();
    v0.sort_unstable();
    assert_eq!(legacy, v0);
}

#[test]
fn what_a_node_leaves_out_is_no_lack_of_events() {
    for (name, mut answer, _) in answers() {
        if name.ends_with("failed") {
            continue;
        }
        let complete = answer.clone();
        let outcome = |answer: &Value| events(&read(answer).transaction).map(|_| ());
        answer["meta"]["innerInstructions"] = Value::Null;
        assert_eq!(outcome(&answer), Err(Unreadable::NotRecorded));
        answer["meta"] = Value::Null;
        assert_eq!(outcome(&answer), Err(Unreadable::NotRecorded));

        let mut answer = complete.clone();
        let program = &mut answer["meta"]["innerInstructions"][0]["instructions"][0];
        program["programIdIndex"] = json!(60);
        assert_eq!(outcome(&answer), Err(Unreadable::Address));

        let mut answer = complete;
        if name.starts_with("0 ") {
            // Without the addresses of the table, a program is missing.
            let mut partial = answer.clone();
            partial["meta"]["loadedAddresses"] = json!({ "writable": [], "readonly": [] });
            assert_eq!(outcome(&partial), Err(Unreadable::Address));
        }
        if !name.contains("json") {
            answer["transaction"][0] = json!("gAE=");
            assert_eq!(outcome(&answer), Err(Unreadable::Encoding));
        }
    }
}

#[test]
fn a_call_is_placed_by_its_instruction_and_among_the_calls_of_that() {
    for (name, answer, _) in answers() {
        let lists = answer["meta"]["innerInstructions"].as_array();
        let Some(lists) = lists.filter(|_| name.ends_with("confirmed")) else {
            continue;
        };
        let expected = lists.iter().flat_map(|list| {
            let calls = list["instructions"].as_array().unwrap();
            let outer = list["index"].as_u64().unwrap();
            (0..calls.len()).map(move |inner| (outer, inner))
        });
        let found = calls(&read(&answer).transaction).unwrap();
        let placed = found.iter().map(|it| (it.outer.into(), it.inner.into()));
        let placed: Vec<(u64, usize)> = placed.collect();
        assert_eq!(placed, expected.collect::<Vec<_>>(), "{name}");
        assert!(placed.len() > 1, "{name}");
    }
}
