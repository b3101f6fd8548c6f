//! Streams: every event once, in order, whatever the client saw before.

use std::{sync::Arc, time::Duration};

use reqwest::{Response, StatusCode};
use serde_json::Value;

use super::{samples, Server};
use crate::api::{memory::Memory, Limits};

/// A message of a stream.
#[derive(Debug, PartialEq)]
struct Message {
    id: String,
    event: String,
    data: String,
}

/// A client that reads messages.
struct Client {
    response: Response,
    read: String,
    /// What it comes back with.
    last: String,
}

impl Client {
    async fn open(server: &Server, path: &str, last: Option<&str>) -> Self {
        let request = server.client.get(server.url(path));
        let request = match last {
            Some(id) => request.header("Last-Event-ID", id),
            None => request,
        };
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self {
            response,
            read: String::new(),
            last: String::new(),
        }
    }

    /// The next message with data.
    async fn next(&mut self) -> Message {
        loop {
            let message = self.any().await;
            if !message.data.is_empty() {
                return message;
            }
        }
    }

    async fn any(&mut self) -> Message {
        loop {
            if let Some((message, rest)) = self.read.split_once("\n\n") {
                let field = |name: &str| {
                    let mut lines = message.lines().filter_map(|it| it.strip_prefix(name));
                    lines.next().unwrap_or_default().trim_start().to_owned()
                };
                let read = Message {
                    id: field("id:"),
                    event: field("event:"),
                    data: field("data:"),
                };
                self.read = rest.to_owned();
                if !read.id.is_empty() {
                    self.last.clone_from(&read.id);
                }
                return read;
            }
            let chunk = self.response.chunk();
            let chunk = tokio::time::timeout(Duration::from_secs(60), chunk).await;
            let chunk = chunk
                .expect("no message")
                .unwrap()
                .expect("the stream ended");
            self.read.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }

    /// Slots of the next messages.
    async fn slots(&mut self, count: usize) -> Vec<u64> {
        let mut slots = Vec::new();
        for _ in 0..count {
            let message = self.next().await;
            let event: Value = serde_json::from_str(&message.data).unwrap();
            assert_eq!(event["id"], message.id);
            slots.push(event["slot"].as_u64().unwrap());
        }
        slots
    }
}

fn source(events: u64) -> Arc<Memory> {
    let source = Memory::new(samples::status());
    store(&source, 1..=events);
    Arc::new(source)
}

fn store(source: &Memory, slots: impl IntoIterator<Item = u64>) {
    let events = slots.into_iter().map(|slot| {
        let name = ["Reserved", "Started"][usize::try_from(slot % 2).unwrap()];
        samples::event(slot, name, &samples::key(1))
    });
    source.store(events);
}

#[tokio::test]
async fn a_client_that_comes_back_gets_what_it_missed() {
    let source = source(1_000);
    let server = Server::new(&source).await;
    let last = samples::place(700).to_string();
    for (path, header) in [
        ("/v1/events/stream".to_owned(), Some(last.as_str())),
        (format!("/v1/events/stream?after={last}"), None),
        // What the browser saw counts more than what it began with.
        ("/v1/events/stream?after=5-0-0-0".into(), Some(&last)),
    ] {
        let mut client = Client::open(&server, &path, header).await;
        let slots = client.slots(300).await;
        assert_eq!(slots, (701..=1_000).collect::<Vec<_>>(), "{path}");
    }
    // Between two events too, and from the beginning.
    let mut client = Client::open(&server, "/v1/events/stream", Some("2-4-0-0")).await;
    assert_eq!(client.slots(2).await, [3, 4]);
    let mut client = Client::open(&server, "/v1/events/stream", Some("0-0-0-0")).await;
    assert_eq!(client.slots(3).await, [1, 2, 3]);
}

#[tokio::test]
async fn a_new_client_gets_what_is_stored_from_then_on() {
    let source = source(10);
    let server = Server::new(&source).await;
    let mut client = Client::open(&server, "/v1/events/stream", None).await;
    let filtered = "/v1/events/stream?name=Started&program=marketplace";
    let mut filtered = Client::open(&server, filtered, None).await;
    for batch in 0..50 {
        store(&source, (0..5).map(|n| 11 + batch * 5 + n));
    }
    assert_eq!(client.slots(250).await, (11..=260).collect::<Vec<_>>());
    let odd = (11..=260).filter(|slot| slot % 2 == 1);
    assert_eq!(filtered.slots(125).await, odd.collect::<Vec<_>>());
}

#[tokio::test]
async fn a_client_learns_how_far_it_has_come_without_an_event() {
    let source = source(10);
    let server = Server::new(&source).await;
    let mut client = Client::open(&server, "/v1/events/stream?name=Claimed", None).await;
    let message = client.any().await;
    assert_eq!(
        (message.id, message.data),
        (samples::place(10).to_string(), String::new())
    );
    store(&source, 11..=500);
    let message = client.any().await;
    assert_eq!(
        (message.id, message.data),
        (samples::place(500).to_string(), String::new())
    );
    let last = client.last.clone();
    drop(client);
    store(&source, [501]);
    let mut client = Client::open(&server, "/v1/events/stream", Some(&last)).await;
    assert_eq!(client.slots(1).await, [501]);
}

#[tokio::test]
async fn a_fork_is_announced_and_what_replaces_its_events_follows() {
    let source = source(10);
    let server = Server::new(&source).await;
    let mut client = Client::open(&server, "/v1/events/stream?after=9-0-0-0", None).await;
    assert_eq!(client.slots(2).await, [9, 10]);
    // Several before the client hears of the first: what replaces the events of all follows.
    source.fork(9);
    store(&source, [9]);
    source.fork(8);
    store(&source, 8..=11);
    source.fork(11);
    store(&source, [11]);
    let message = client.next().await;
    assert_eq!(
        (message.event.as_str(), message.data.as_str()),
        ("fork", "8")
    );
    assert_eq!(client.slots(4).await, [8, 9, 10, 11]);
}

#[tokio::test]
async fn streams_have_a_limit_and_a_client_that_goes_frees_its_place() {
    let source = source(1);
    let limits = Limits {
        streams: 1,
        // Streams stay open for longer than an answer may take.
        time: Duration::from_millis(1),
        ..Limits::default()
    };
    let server = Server::of(source.clone(), limits).await;
    let mut first = Client::open(&server, "/v1/events/stream?after=0-0-0-0", None).await;
    assert_eq!(first.slots(1).await, [1]);
    let second = server.get("/v1/events/stream").await;
    assert_eq!(
        (second.status.as_u16(), second.problem().0),
        (503, "busy".into())
    );
    drop(first);
    while source.watchers() > 0 {
        tokio::task::yield_now().await;
    }
    Client::open(&server, "/v1/events/stream", None).await;
}
