//! ETags, CORS, compression, files, limits and errors.

use std::{io::Read, sync::atomic::Ordering, time::Duration};

use reqwest::{header, Method, StatusCode};

use super::{gate::Gate, samples, Server};
use crate::api::Limits;

#[tokio::test]
async fn an_answer_that_the_client_has_is_not_sent_again() {
    let source = samples::source();
    let server = Server::new(&source).await;
    let first = server.get("/v1/suppliers").await;
    let etag = first.header("etag").to_owned();
    assert!(etag.starts_with("W/\""), "{etag}");
    assert_eq!(first.header("cache-control"), "no-cache");

    let strong = etag.trim_start_matches("W/").to_owned();
    for known in [
        etag.clone(),
        strong,
        format!("\"other\", {etag}"),
        "*".into(),
    ] {
        let request = server.client.get(server.url("/v1/suppliers"));
        let reply = server
            .send(request.header(header::IF_NONE_MATCH, &known))
            .await;
        assert_eq!(reply.status, StatusCode::NOT_MODIFIED, "{known}");
        assert_eq!((reply.header("etag"), reply.text.as_str()), (&*etag, ""));
        assert_eq!(reply.header("io-slot"), "1000");
        assert!(!reply.headers.contains_key(header::CONTENT_TYPE));
    }
    for known in ["\"other\"", "W/\"\"", ""] {
        let request = server.client.get(server.url("/v1/suppliers"));
        let reply = server
            .send(request.header(header::IF_NONE_MATCH, known))
            .await;
        assert_eq!(
            (reply.status, &reply.text),
            (StatusCode::OK, &first.text),
            "{known}"
        );
    }

    samples::put_supplier(&source, 9, 4);
    let request = server.client.get(server.url("/v1/suppliers"));
    let reply = server
        .send(request.header(header::IF_NONE_MATCH, &etag))
        .await;
    assert_eq!(reply.status, StatusCode::OK);
    assert_ne!(reply.header("etag"), etag);
}

#[tokio::test]
async fn pages_of_any_origin_may_read() {
    let server = Server::new(&samples::source()).await;
    let preflight = server
        .client
        .request(Method::OPTIONS, server.url("/v1/suppliers"));
    let preflight = preflight
        .header(header::ORIGIN, "https://example.com")
        .header(header::ACCESS_CONTROL_REQUEST_METHOD, "GET")
        .header(header::ACCESS_CONTROL_REQUEST_HEADERS, "if-none-match");
    let reply = server.send(preflight).await;
    assert_eq!(reply.status, StatusCode::OK);
    assert_eq!(reply.header("access-control-allow-origin"), "*");
    assert_eq!(reply.header("access-control-allow-methods"), "GET,HEAD");
    assert_eq!(
        reply.header("access-control-allow-headers"),
        "if-none-match,last-event-id"
    );
    assert!(!reply
        .headers
        .contains_key("access-control-allow-credentials"));

    for path in ["/v1/supply", "/v1/suppliers?limit=0", "/nothing"] {
        let request = server.client.get(server.url(path));
        let reply = server
            .send(request.header(header::ORIGIN, "https://example.com"))
            .await;
        assert_eq!(reply.header("access-control-allow-origin"), "*", "{path}");
        let exposed = reply.header("access-control-expose-headers");
        assert_eq!(exposed, "etag,retry-after,io-slot", "{path}");
        assert_eq!(reply.header("x-content-type-options"), "nosniff", "{path}");
    }
}

#[tokio::test]
async fn long_answers_are_compressed_for_clients_that_can_read_them() {
    let server = Server::new(&samples::source()).await;
    let plain = server.get("/v1/reservations").await;
    assert!(!plain.headers.contains_key(header::CONTENT_ENCODING));
    let request = server.client.get(server.url("/v1/reservations"));
    let request = request.header(header::ACCEPT_ENCODING, "gzip");
    let response = request.send().await.unwrap();
    assert_eq!(response.headers()[header::CONTENT_ENCODING], "gzip");
    assert_eq!(response.headers()[header::ETAG], plain.header("etag"));
    let bytes = response.bytes().await.unwrap();
    assert!(bytes.len() < plain.text.len());
    let mut text = String::new();
    let mut decoder = flate2::read::GzDecoder::new(&bytes[..]);
    decoder.read_to_string(&mut text).unwrap();
    assert_eq!(text, plain.text);
}

#[tokio::test]
async fn the_rewards_of_a_wallet_are_a_file() {
    let source = samples::source();
    let wallet = samples::key(131);
    // More than a page, from 1 January 2026 on.
    for day in 20_454..20_454 + 1_200 {
        samples::put_reward(&source, 131, day);
    }
    let server = Server::new(&source).await;
    let reply = server
        .get(&format!("/v1/wallets/{wallet}/rewards.csv"))
        .await;
    assert_eq!(reply.header("content-type"), "text/csv; charset=utf-8");
    let name = format!("attachment; filename=\"rewards-{wallet}.csv\"");
    assert_eq!(reply.header("content-disposition"), name);
    let lines: Vec<&str> = reply.text.lines().collect();
    assert_eq!(lines[0], "day,earnedIo,claimedIo,compoundedIo");
    assert_eq!(lines.len(), 1 + 1_200);
    for (line, day) in [
        (1, "2026-01-01"),
        (59, "2026-02-28"),
        (1_000, "2028-09-26"),
        (1_200, "2029-04-14"),
    ] {
        assert_eq!(
            lines[line],
            format!("{day},1.50000001,0.00000000,0.00000007")
        );
    }

    let path = format!("/v1/wallets/{wallet}/rewards.csv?from=2027-01-01&until=2027-02-01");
    let year = server.get(&path).await;
    assert_eq!(year.text.lines().count(), 1 + 31);
    assert!(year.text.contains("\n2027-01-31,") && !year.text.contains("2027-02"));
    let none = format!("/v1/wallets/{}/rewards.csv", samples::key(9));
    let none = server.get(&none).await;
    assert_eq!(none.text, "day,earnedIo,claimedIo,compoundedIo\n");
}

#[tokio::test]
async fn an_error_is_a_problem_that_says_what_to_do() {
    let server = Server::new(&samples::source()).await;
    let unknown = samples::key(200);
    for (path, status, kind, detail) in [
        (
            "/",
            404,
            "route",
            "No such route: see /openapi.json".to_owned(),
        ),
        (
            "/v1/suppliers/",
            404,
            "route",
            "No such route: see /openapi.json".into(),
        ),
        (
            &format!("/v1/suppliers/{unknown}"),
            404,
            "not-found",
            "The index has no such supplier".to_owned(),
        ),
        (
            "/v1/auctions/99",
            404,
            "not-found",
            "The index has no such auction".into(),
        ),
        (
            "/v1/suppliers?limit=0",
            400,
            "parameter",
            "limit: 0 is not between 1 and 1000".into(),
        ),
        (
            "/v1/events?limit=1001",
            400,
            "parameter",
            "limit: 1001 is not between 1 and 1000".into(),
        ),
        (
            "/v1/suppliers?limit=x",
            400,
            "parameter",
            "limit: invalid digit found in string".into(),
        ),
        (
            "/v1/suppliers?owner=x",
            400,
            "parameter",
            "owner: \"x\" is not an address: 32 bytes in base58".into(),
        ),
        (
            "/v1/events?name=Reservd",
            400,
            "parameter",
            "name: no event is named \"Reservd\"; see docs/reference for their names".into(),
        ),
        (
            "/v1/events?signature=x",
            400,
            "parameter",
            "signature: \"x\" is not 64 bytes in base58".into(),
        ),
        (
            "/v1/offers?sort=price",
            400,
            "parameter",
            "unknown field `sort`, expected one of".into(),
        ),
        (
            "/v1/offers?order=cheapest",
            400,
            "parameter",
            "order: unknown variant `cheapest`, expected `address` or `price`".into(),
        ),
        (
            "/v1/leaderboards/x",
            400,
            "parameter",
            "unknown variant `x`".into(),
        ),
        (
            &format!("/v1/wallets/{unknown}/rewards?from=2026-13-01"),
            400,
            "parameter",
            "\"2026-13-01\" is not a day: write it as 2026-11-30".into(),
        ),
        (
            "/v1/suppliers?cursor=x",
            400,
            "cursor",
            "Pass the `next` of a page unchanged".into(),
        ),
        (
            "/v1/events/stream?after=1-2-3",
            400,
            "parameter",
            "after: \"1-2-3\" is not an event id".into(),
        ),
    ] {
        let reply = server.get(path).await;
        assert_eq!(reply.status, status, "{path}: {}", reply.text);
        let (found, said) = reply.problem();
        assert_eq!(found, kind, "{path}");
        assert!(said.contains(&detail), "{path}: {said}");
        assert_eq!(reply.header("cache-control"), "no-store");
    }
    let reply = server
        .send(server.client.post(server.url("/v1/suppliers")))
        .await;
    assert_eq!(
        (reply.status.as_u16(), reply.problem().0),
        (405, "method".into())
    );
    let long = server
        .client
        .get(server.url("/v1/suppliers"))
        .body(vec![0; 4_097]);
    let reply = server.send(long).await;
    assert_eq!(
        (reply.status.as_u16(), reply.problem().0),
        (413, "body".into())
    );
}

#[tokio::test]
async fn a_cursor_is_of_its_list_only() {
    let server = Server::new(&samples::source()).await;
    let next = |json: serde_json::Value| json["next"].as_str().unwrap().to_owned();
    let suppliers = next(server.json("/v1/suppliers?limit=1").await);
    let events = next(server.json("/v1/events?limit=1").await);
    for path in [
        format!("/v1/suppliers?order=stake&cursor={suppliers}"),
        format!("/v1/suppliers?closed=false&cursor={suppliers}"),
        format!("/v1/offers?cursor={suppliers}"),
        format!("/v1/suppliers?cursor={events}"),
        format!("/v1/events?cursor={suppliers}"),
        format!("/v1/events?order=oldest&cursor={events}"),
        format!("/v1/events?cursor={}", "A".repeat(600)),
    ] {
        let reply = server.get(&path).await;
        assert_eq!(
            (reply.status.as_u16(), reply.problem().0),
            (400, "cursor".into()),
            "{path}"
        );
    }
    // The length of a page may change.
    server
        .json(&format!("/v1/suppliers?limit=2&cursor={suppliers}"))
        .await;
}

#[tokio::test]
async fn requests_beyond_the_limit_are_turned_away() {
    let gate = Gate::new();
    let limits = Limits {
        requests: 1,
        ..Limits::default()
    };
    let server = Server::of(gate.clone(), limits).await;
    let first = tokio::spawn(server.client.get(server.url("/v1/status")).send());
    gate.arrived.acquire().await.unwrap().forget();
    let second = server.get("/v1/suppliers").await;
    assert_eq!(
        (second.status.as_u16(), second.problem().0),
        (503, "busy".into())
    );
    assert_eq!(second.header("retry-after"), "1");
    gate.open.add_permits(1);
    assert_eq!(first.await.unwrap().unwrap().status(), StatusCode::OK);
    assert_eq!(server.get("/v1/suppliers").await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_answer_that_takes_too_long_is_given_up() {
    let gate = Gate::new();
    let limits = Limits {
        time: Duration::from_millis(1),
        ..Limits::default()
    };
    let server = Server::of(gate, limits).await;
    let reply = server.get("/v1/status").await;
    assert_eq!(
        (reply.status.as_u16(), reply.problem().0),
        (504, "late".into())
    );
}

#[tokio::test]
async fn a_leaderboard_is_made_once_for_all_that_ask() {
    let gate = Gate::new();
    let server = Server::of(gate.clone(), Limits::default()).await;
    for limit in [1, 1_000, 2] {
        let path = format!("/v1/leaderboards/suppliers-by-stake?limit={limit}");
        let places = server.json(&path).await;
        let count = places["data"].as_array().unwrap().len();
        assert_eq!(count, usize::min(limit, 3));
    }
    assert_eq!(gate.made.load(Ordering::Relaxed), 1);
    server.json("/v1/leaderboards/suppliers-by-earned").await;
    assert_eq!(gate.made.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn what_the_database_says_stays_in_the_log() {
    let server = Server::of(Gate::new(), Limits::default()).await;
    let reply = server.get("/v1/supply").await;
    let detail = "The database did not answer: retry later".to_owned();
    assert_eq!(
        (reply.status.as_u16(), reply.problem()),
        (500, ("index".into(), detail))
    );
    assert!(!reply.text.contains("secret"));
}

#[tokio::test]
async fn a_head_request_has_the_headers_alone() {
    let server = Server::new(&samples::source()).await;
    let reply = server
        .send(server.client.head(server.url("/v1/supply")))
        .await;
    assert_eq!((reply.status, reply.text.as_str()), (StatusCode::OK, ""));
    assert_eq!(reply.header("content-type"), "application/json");
}
