//! The API on a database: it answers what is stored.

use std::{net::SocketAddr, sync::Arc};

use io_indexer::{
    api::{answers::Commitment, router, Limits, Stored},
    ledger::Kind,
    store::{EventFilter, Order},
};
use serde_json::Value;
use tokio::net::TcpListener;

use crate::{chain::Chain, database::Server, node::Node, on_sqlite, Indexer};

/// The API on what an indexer has stored.
struct Api<'a> {
    indexer: &'a Indexer,
    client: reqwest::Client,
    at: SocketAddr,
}

impl<'a> Api<'a> {
    fn new(indexer: &'a Indexer) -> Self {
        let stored = Stored {
            store: indexer.store.clone(),
            commitment: Commitment::Finalized,
        };
        let router = router(Arc::new(stored), Limits::default());
        let listener = TcpListener::bind("127.0.0.1:0");
        let listener = indexer.runtime.block_on(listener).unwrap();
        let at = listener.local_addr().unwrap();
        let served = async move { axum::serve(listener, router).await.unwrap() };
        indexer.runtime.spawn(served);
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        Self {
            indexer,
            client,
            at,
        }
    }

    fn get(&self, path: &str) -> Value {
        let url = format!("http://{}{path}", self.at);
        let (status, text) = self.indexer.runtime.block_on(async {
            let response = self.client.get(url).send().await.unwrap();
            (response.status(), response.text().await.unwrap())
        });
        assert_eq!(status, 200, "{path}: {text}");
        serde_json::from_str(&text).unwrap()
    }

    /// The rows of all pages of a list, which has the name `rows` there.
    fn walk(&self, path: &str, rows: &str) -> Vec<Value> {
        let join = if path.contains('?') { '&' } else { '?' };
        let (mut all, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = self.get(&format!("{path}{join}limit=3{cursor}"));
            all.extend(page[rows].as_array().unwrap().iter().cloned());
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return all,
            }
        }
    }
}

/// The lists of the API, the kinds of their rows, and by what each is sorted.
const LISTS: [(&str, Kind, &str, Order); 15] = [
    ("/v1/suppliers", Kind::Supplier, "address", Order::Up),
    (
        "/v1/suppliers?order=stake",
        Kind::Supplier,
        "activeStake",
        Order::Down,
    ),
    (
        "/v1/suppliers?order=earned",
        Kind::Supplier,
        "earned",
        Order::Down,
    ),
    (
        "/v1/suppliers?order=gpus",
        Kind::Supplier,
        "gpus",
        Order::Down,
    ),
    ("/v1/delegations", Kind::Delegation, "supplier", Order::Up),
    (
        "/v1/delegations?order=stake",
        Kind::Delegation,
        "active",
        Order::Down,
    ),
    ("/v1/slashes", Kind::Slash, "proposedAt", Order::Down),
    ("/v1/offers", Kind::Offer, "address", Order::Up),
    (
        "/v1/offers?order=price",
        Kind::Offer,
        "priceMicroUsd",
        Order::Up,
    ),
    (
        "/v1/reservations",
        Kind::Reservation,
        "reservedAt",
        Order::Down,
    ),
    ("/v1/auctions", Kind::Auction, "number", Order::Down),
    ("/v1/fills", Kind::Fill, "time", Order::Down),
    ("/v1/emissions", Kind::Hour, "hour", Order::Down),
    ("/v1/prices", Kind::Price, "time", Order::Down),
    ("/v1/proposals", Kind::Proposal, "proposedAt", Order::Down),
];

/// What a field is sorted by: amounts are text.
fn sort_key(row: &Value, field: &str) -> (u64, String) {
    let text = row[field].as_str().unwrap_or_default();
    match text.parse() {
        Ok(amount) => (amount, String::new()),
        Err(_) => (row[field].as_u64().unwrap_or_default(), text.into()),
    }
}

pub fn the_api_answers_what_is_stored(server: &Server) {
    let mut chain = Chain::new(81);
    chain.grow(150);
    let slot = chain.slot();
    let node = Node::new(chain);
    let mut indexer = Indexer::open(&server.database(), &node.url, false);
    indexer.round().unwrap();
    let api = Api::new(&indexer);
    for (path, kind, field, order) in LISTS {
        let stored = indexer.rows(kind);
        let rows = api.walk(path, "data");
        assert_eq!(rows.len(), stored.len(), "{path}");
        let keys: Vec<_> = rows.iter().map(|row| sort_key(row, field)).collect();
        let is_sorted = match order {
            Order::Up => keys.is_sorted(),
            Order::Down => keys.iter().rev().is_sorted(),
        };
        assert!(
            is_sorted || field == "address" || field == "supplier",
            "{path}: {keys:?}"
        );
    }
    for kind in Kind::ALL {
        let rows = api.walk(&format!("/v1/ledger/{}", kind.name()), "rows");
        let rows = rows.iter().map(|it| {
            let key = it["key"].as_str().unwrap().to_owned();
            assert!(it["slot"].as_u64().unwrap() <= slot);
            (key, it["row"].clone())
        });
        let stored = indexer.rows(*kind).into_iter();
        let stored = stored.map(|(key, row)| (key, serde_json::from_str(&row).unwrap()));
        assert!(rows.eq(stored), "{kind:?}");
    }
    events(&indexer, &api);
    let status = api.get("/v1/status");
    assert_eq!(
        (&status["slot"], &status["complete"]),
        (&slot.into(), &true.into())
    );
    let boards = [
        "suppliers-by-stake",
        "suppliers-by-earned",
        "stakers-by-stake",
        "stakers-by-rewards",
        "renters-by-usdc",
        "renters-by-io",
        "fillers-by-burned",
    ];
    for board in boards {
        let board = api.get(&format!("/v1/leaderboards/{board}"));
        let places = board["data"].as_array().unwrap();
        let amounts = places.iter().map(|it| sort_key(it, "amount").0);
        assert!(amounts.rev().is_sorted(), "{board}");
    }
    let offers = api.walk("/v1/offers", "data");
    let offer = offers[0]["address"].as_str().unwrap();
    let found = api.get(&format!("/v1/search/{offer}"));
    assert_eq!(found[0]["role"], "offer");
    assert_eq!(api.get(found[0]["path"].as_str().unwrap()), offers[0]);
    let closed = api.walk("/v1/offers?closed=true", "data");
    let is_closed = offers.iter().filter(|it| it["closed"] == true);
    assert_eq!(closed.len(), is_closed.count());
    indexer.runtime.block_on(stream(&indexer, &api));
}

fn events(indexer: &Indexer, api: &Api) {
    let stored = indexer.events(&EventFilter::default(), Order::Up, 100);
    let ids = |rows: Vec<Value>| -> Vec<String> {
        let ids = rows.iter().map(|it| it["id"].as_str().unwrap().to_owned());
        ids.collect()
    };
    let expected: Vec<String> = stored.iter().map(|it| id(&it.place)).collect();
    let mut newest = ids(api.walk("/v1/events", "data"));
    newest.reverse();
    assert_eq!(newest, expected);
    assert_eq!(ids(api.walk("/v1/events?order=oldest", "data")), expected);
    let middle = &stored[stored.len() / 2];
    let of_slots = format!("/v1/events?order=oldest&fromSlot={}", middle.place.slot);
    let of_slots = ids(api.walk(&of_slots, "data"));
    let later = stored
        .iter()
        .filter(|it| it.place.slot >= middle.place.slot);
    assert_eq!(of_slots, later.map(|it| id(&it.place)).collect::<Vec<_>>());
    let before = format!("/v1/events?order=oldest&untilSlot={}", middle.place.slot);
    let before = ids(api.walk(&before, "data"));
    assert_eq!([before, of_slots].concat(), expected);
    for path in [
        "/v1/events?untilSlot=0",
        "/v1/events?fromSlot=18446744073709551615",
    ] {
        assert_eq!(api.get(path)["data"], Value::Array(Vec::new()), "{path}");
    }
    let signature = middle.place.signature;
    let same = stored.iter().filter(|it| it.place.signature == signature);
    let same: Vec<String> = same.map(|it| id(&it.place)).collect();
    let of_transaction = api.get(&format!("/v1/transactions/{signature}/events"));
    let of_transaction = of_transaction.as_array().unwrap().clone();
    assert_eq!(ids(of_transaction), same);
}

fn id(place: &io_indexer::events::Place) -> String {
    let io_indexer::events::Place {
        slot,
        transaction,
        outer,
        inner,
        ..
    } = place;
    format!("{slot}-{transaction}-{outer}-{inner}")
}

/// A stream from the beginning has all events.
async fn stream(indexer: &Indexer, api: &Api<'_>) {
    let url = format!("http://{}/v1/events/stream?after=0-0-0-0", api.at);
    let mut response = api.client.get(url).send().await.unwrap();
    let filter = EventFilter::default();
    let page = indexer.store.events(&filter, (None, Order::Up), 10_000);
    let stored = page.await.unwrap();
    let mut text = String::new();
    while text.matches("data: ").count() < stored.len() {
        let chunk = response.chunk().await.unwrap().unwrap();
        text.push_str(std::str::from_utf8(&chunk).unwrap());
    }
    let ids = text.lines().filter_map(|it| it.strip_prefix("id: "));
    let expected = stored.iter().map(|it| id(&it.place));
    assert!(ids.zip(expected).all(|(a, b)| a == b));
}

#[test]
fn the_api_answers_what_is_stored_on_sqlite() {
    on_sqlite(the_api_answers_what_is_stored);
}
