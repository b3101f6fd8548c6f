//! Hostile requests: each is answered, by an error that says why or by rows, and never by an error of the server.

use std::net::SocketAddr;

use proptest::prelude::*;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::{samples, Server};

/// The status line of the answer to a request as it stands.
async fn raw(at: SocketAddr, target: &[u8]) -> String {
    let mut stream = TcpStream::connect(at).await.unwrap();
    let request = [
        b"GET ",
        target,
        b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    ];
    stream.write_all(&request.concat()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8_lossy(&answer);
    answer.lines().next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn hostile_queries_are_refused() {
    let server = Server::new(&samples::source()).await;
    let address = samples::key(1);
    let long = "a".repeat(10_000);
    for query in [
        "owner=' OR 1=1 --",
        "owner=%27%20OR%201%3D1",
        "owner=%00",
        "owner=%ff%fe",
        "owner=",
        "owner[]=1",
        "limit=-1",
        "limit=1e3",
        "limit=99999999999999999999",
        "limit=%31%00",
        "limit=1&limit=2",
        "cursor=../../etc/passwd",
        "cursor=W10",
        "cursor=WzEsW251bGwsIiJdXQ",
        "closed=1",
        "model=65536",
        "order=stake;drop table events",
        "=",
        "x",
        &format!("owner={long}"),
        &format!("{long}=1"),
        &format!("owner={address}&owner={address}"),
    ] {
        let reply = server.get(&format!("/v1/suppliers?{query}")).await;
        assert_eq!(reply.status, 400, "{query}: {}", reply.text);
        let (_, detail) = reply.problem();
        assert!(!detail.is_empty() && detail.len() <= 1_600, "{query}");
    }
    for path in [
        format!("/v1/suppliers/{address}%00"),
        format!("/v1/suppliers/{}", "1".repeat(45)),
        "/v1/suppliers/%2e%2e%2fstatus".into(),
        "/v1/auctions/-1".into(),
        "/v1/auctions/4294967296".into(),
        format!("/v1/transactions/{address}/events"),
        format!("/v1/wallets/{address}/rewards.csv?from=%3D1"),
        format!("/v1/wallets/{address}/rewards.csv?cursor=x"),
        "/v1/events/stream?name=%0Adata:".into(),
    ] {
        let reply = server.get(&path).await;
        assert_eq!(reply.status, 400, "{path}: {}", reply.text);
        reply.problem();
    }
}

#[tokio::test]
async fn targets_that_are_none_are_answered() {
    let server = Server::new(&samples::source()).await;
    for (target, status) in [
        (&b"/v1/../v1/status"[..], "404"),
        (b"//v1/status", "404"),
        (b"/v1/status?a", "200"),
        (b"/v1/%73tatus", "404"),
        (b"*", "404"),
        (b"v1/status", "400"),
        (b"/v1/suppliers?owner=\xff", "400"),
        (b"/v1/events?name=\x01", "400"),
    ] {
        let line = raw(server.at, target).await;
        let target = String::from_utf8_lossy(target);
        assert_eq!(line.split(' ').nth(1), Some(status), "{target}: {line}");
    }
}

#[test]
fn no_query_makes_the_server_fail() {
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.enable_all().build().unwrap();
    let server = runtime.block_on(Server::new(&samples::source()));
    let name = prop_oneof![
        "owner|closed|limit|cursor|order|pool|from|until|name|address|program|state",
        ".{0,8}"
    ];
    let value = prop_oneof!["[0-9]{1,20}", ".{0,40}", "[1-9A-HJ-NP-Za-km-z]{32,44}"];
    let pairs = prop::collection::vec((name, value), 0..4);
    let route = prop::sample::select(vec![
        "suppliers",
        "delegations",
        "reservations",
        "offers",
        "slashes",
        "fills",
        "prices",
        "emissions",
        "auctions",
        "proposals",
        "events",
    ]);
    proptest!(|(route in route, pairs in pairs)| {
        let url = server.url(&format!("/v1/{route}"));
        let request = server.client.get(url).query(&pairs);
        let reply = runtime.block_on(server.send(request));
        match reply.status.as_u16() {
            200 => { reply.json(); }
            400 => { reply.problem(); }
            other => panic!("{other}: {}", reply.text),
        }
    });
}
