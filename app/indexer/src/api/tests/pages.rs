//! Lists: pages while rows are added, filters, orders.

use std::sync::Arc;

use super::{
    samples::{self, put_reservation},
    Server,
};
use crate::api::memory::Memory;

/// All pages of a route, as the values of a field. `between` runs after each page.
async fn walk(
    server: &Server,
    route: &str,
    field: &str,
    mut between: impl FnMut(usize),
) -> Vec<String> {
    let mut found = Vec::new();
    let mut cursor = String::new();
    for page in 0.. {
        let json = server.json(&format!("{route}{cursor}")).await;
        let rows = json["data"].as_array().unwrap();
        found.extend(rows.iter().map(|row| match &row[field] {
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        }));
        between(page);
        match json["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return found,
        }
    }
    unreachable!()
}

fn empty() -> Arc<Memory> {
    Arc::new(Memory::new(samples::status()))
}

#[tokio::test]
async fn pages_have_each_row_once_while_rows_are_added() {
    let source = empty();
    // Several of one second: their keys order them.
    for n in 1..=20 {
        put_reservation(&source, n, i64::from(n >> 2));
    }
    let server = Server::new(&source).await;
    let before = walk(&server, "/v1/reservations?limit=1000", "address", |_| ()).await;
    let during = walk(&server, "/v1/reservations?limit=3", "address", |page| {
        let n = 100 + u8::try_from(page).unwrap();
        put_reservation(&source, n, 1_000);
    });
    assert_eq!(before.len(), 20);
    assert_eq!(
        during.await,
        before,
        "the new ones are before the first page"
    );
    let after = walk(&server, "/v1/reservations?limit=7", "address", |_| ()).await;
    assert_eq!(after.len(), 27);
    assert_eq!(after[7..], before);
}

#[tokio::test]
async fn a_page_that_is_just_full_is_the_last() {
    let source = empty();
    for n in 1..=4 {
        put_reservation(&source, n, n.into());
    }
    let server = Server::new(&source).await;
    for (limit, pages) in [(1, 4), (2, 2), (3, 2), (4, 1), (5, 1)] {
        let mut walked = 0;
        let route = format!("/v1/reservations?limit={limit}");
        let found = walk(&server, &route, "address", |_| walked += 1).await;
        assert_eq!((found.len(), walked), (4, pages), "limit {limit}");
    }
    let none = server
        .json(&format!("/v1/reservations?renter={}", samples::key(9)))
        .await;
    assert_eq!(none, serde_json::json!({ "data": [], "next": null }));
}

#[tokio::test]
async fn orders_are_kept_over_pages() {
    let server = Server::new(&samples::source()).await;
    for (route, field, expected) in [
        (
            "/v1/suppliers?limit=1",
            "activeStake",
            ["100", "200", "300"],
        ),
        (
            "/v1/suppliers?order=stake&limit=1",
            "activeStake",
            ["300", "200", "100"],
        ),
        (
            "/v1/suppliers?order=earned&limit=1",
            "earned",
            ["900", "800", "700"],
        ),
        (
            "/v1/delegations?order=stake&limit=1",
            "active",
            ["3", "2", "1"],
        ),
        (
            "/v1/offers?order=price&limit=1",
            "priceMicroUsd",
            ["1000000", "2000000", "3000000"],
        ),
        (
            "/v1/reservations?limit=1",
            "reservedAt",
            ["3000", "2000", "1000"],
        ),
        (
            "/v1/emissions?limit=1",
            "hour",
            ["497003", "497002", "497001"],
        ),
        ("/v1/prices?limit=1", "time", ["3", "2", "1"]),
        ("/v1/auctions?limit=1", "number", ["3", "2", "1"]),
        ("/v1/fills?limit=1", "time", ["3", "2", "1"]),
    ] {
        assert_eq!(
            walk(&server, route, field, |_| ()).await,
            expected,
            "{route}"
        );
    }
}

#[tokio::test]
async fn filters_choose_rows() {
    let server = Server::new(&samples::source()).await;
    let [renter, payer, owner] = [110, 111, 100].map(samples::key);
    for (route, field, expected) in [
        (
            "/v1/suppliers?closed=false&model=2".into(),
            "activeStake",
            &["200"][..],
        ),
        (
            format!("/v1/suppliers?operator={}", samples::key(101)),
            "activeStake",
            &["200"],
        ),
        (
            format!("/v1/suppliers?owner={owner}&closed=true"),
            "activeStake",
            &[],
        ),
        (format!("/v1/suppliers?owner={payer}"), "activeStake", &[]),
        (
            format!("/v1/reservations?renter={renter}&payer={payer}"),
            "reservedAt",
            &["3000", "1000"],
        ),
        (
            "/v1/reservations?currency=usdc".into(),
            "reservedAt",
            &["2000"],
        ),
        (
            "/v1/reservations?state=reserved&until=3000".into(),
            "reservedAt",
            &["1000"],
        ),
        (
            "/v1/reservations?from=2000&until=3000".into(),
            "reservedAt",
            &["2000"],
        ),
        (
            "/v1/offers?paused=true".into(),
            "priceMicroUsd",
            &["2000000"],
        ),
        (
            "/v1/emissions?from=497002&until=497003".into(),
            "hour",
            &["497002"],
        ),
        ("/v1/prices?kind=bid".into(), "time", &["3", "1"]),
        ("/v1/events?name=Reserved".into(), "slot", &["12", "10"]),
        ("/v1/events?name=unknown".into(), "slot", &["13"]),
        (
            format!("/v1/events?address={}", samples::key(31)),
            "slot",
            &["11", "10"],
        ),
        (
            "/v1/events?fromSlot=11&untilSlot=13".into(),
            "slot",
            &["12", "11"],
        ),
        (
            format!("/v1/events?signature={}", samples::signature(11)),
            "slot",
            &["11"],
        ),
        ("/v1/events?program=emissions".into(), "slot", &[]),
    ] {
        let join = if route.contains('?') { '&' } else { '?' };
        let route = format!("{route}{join}limit=1");
        assert_eq!(
            walk(&server, &route, field, |_| ()).await,
            expected,
            "{route}"
        );
    }
}

#[tokio::test]
async fn events_are_walked_both_ways_while_events_are_added() {
    let source = empty();
    source.store((1..=10).map(|slot| samples::event(slot, "Started", "")));
    let server = Server::new(&source).await;
    let add = |page: usize| {
        let slot = 100 + page as u64;
        source.store([samples::event(slot, "Started", "")]);
    };
    let newest = walk(&server, "/v1/events?limit=4", "slot", |page| {
        if page < 2 {
            add(page)
        }
    })
    .await;
    let expected: Vec<String> = (1..=10).rev().map(|it| it.to_string()).collect();
    assert_eq!(newest, expected);
    // In this direction what is added comes last.
    let oldest = walk(&server, "/v1/events?order=oldest&limit=4", "slot", |page| {
        if page == 0 {
            add(2)
        }
    })
    .await;
    let expected = (1..=10).chain(100..=102).map(|it| it.to_string());
    assert_eq!(oldest, expected.collect::<Vec<_>>());
}

#[tokio::test]
async fn the_ledger_is_walked_by_its_keys() {
    let server = Server::new(&samples::source()).await;
    let mut expected = [1, 2, 3].map(samples::key);
    expected.sort();
    let mut found = Vec::new();
    let mut cursor = String::new();
    loop {
        let json = server
            .json(&format!("/v1/ledger/supplier?limit=1{cursor}"))
            .await;
        let rows = json["rows"].as_array().unwrap();
        assert!(rows.iter().all(|it| it["row"]["address"] == it["key"]));
        found.extend(rows.iter().map(|it| it["key"].as_str().unwrap().to_owned()));
        match json["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(found, expected);
    let other = server
        .get(&format!("/v1/ledger/offer?limit=1{cursor}"))
        .await;
    assert_eq!(
        (other.status.as_u16(), other.problem().0),
        (400, "cursor".into())
    );
    let none = server.get("/v1/ledger/suppliers").await;
    assert_eq!(
        (none.status.as_u16(), none.problem().0),
        (400, "parameter".into())
    );
}

#[tokio::test]
async fn a_leaderboard_adds_up_and_orders() {
    let source = samples::source();
    let [a, b, c] = [130, 131, 132].map(samples::key);
    for (supplier, staker, active) in [(3, 131, 6), (4, 132, 5), (5, 132, 2)] {
        samples::put_delegation(&source, supplier, staker, active);
    }
    let server = Server::new(&source).await;
    let json = server
        .json("/v1/leaderboards/stakers-by-stake?limit=2")
        .await;
    // Of equal amounts, the lower address is first.
    let mut equal = [&a, &b];
    equal.sort();
    let place = |rank: u32, address: &str, amount: &str| serde_json::json!({ "rank": rank, "address": address, "amount": amount });
    let data = [place(1, &c, "7"), place(2, equal[0], "6")];
    assert_eq!(
        json,
        serde_json::json!({ "board": "stakers-by-stake", "measure": "io", "data": data })
    );
    for (board, amount) in [
        ("suppliers-by-stake", "300"),
        ("suppliers-by-earned", "900"),
        ("stakers-by-rewards", "63"),
        ("renters-by-usdc", "3900000"),
        ("renters-by-io", "7800000"),
        ("fillers-by-burned", "1200000000"),
    ] {
        let json = server.json(&format!("/v1/leaderboards/{board}")).await;
        assert_eq!(json["data"][0]["amount"], amount, "{board}");
    }
}

#[tokio::test]
async fn a_search_finds_every_role_and_its_routes_answer() {
    let server = Server::new(&samples::source()).await;
    for (address, roles) in [
        (1, vec!["supplier"]),
        (21, vec!["offer"]),
        (31, vec!["reservation"]),
        (140, vec!["proposal"]),
        (100, vec!["owner"]),
        (101, vec!["operator"]),
        (102, vec!["payout"]),
        (130, vec!["staker"]),
        (110, vec!["renter", "payer"]),
        (111, vec!["payer"]),
        (120, vec!["filler"]),
        (200, vec![]),
    ] {
        let found = server
            .json(&format!("/v1/search/{}", samples::key(address)))
            .await;
        let found = found.as_array().unwrap();
        let found_roles: Vec<_> = found
            .iter()
            .map(|it| it["role"].as_str().unwrap())
            .collect();
        assert_eq!(found_roles, roles);
        for it in found {
            let json = server.json(it["path"].as_str().unwrap()).await;
            assert!(
                json["data"].as_array().is_none_or(|rows| !rows.is_empty()),
                "{json}"
            );
        }
    }
}
