//! The indexer follows a chain that a node of this process serves, and holds what the chain itself adds up to.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    clippy::integer_division
)]

mod chain;
mod database;
mod faults;
mod forks;
mod killed;
mod network;
mod node;
mod pages;
mod process;
mod queries;
mod served;

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use io_client::sending::Timeouts;
use io_indexer::{
    events::{Recorded, PROGRAMS},
    follow::{Error, Follower, Plan, Round},
    ledger::Kind,
    source::Options,
    store::{EventFilter, Order, RowFilter, Status, Store},
};
use tokio::runtime::Runtime;

use chain::{expected, Chain};
use database::Server;

/// An indexer in this process.
struct Indexer {
    runtime: Runtime,
    store: Arc<Store>,
    follower: Follower,
}

impl Indexer {
    fn open(database: &str, url: &str, confirmed: bool) -> Self {
        let runtime = Runtime::new().unwrap();
        let store = Arc::new(runtime.block_on(Store::open(database)).unwrap());
        // A fault is reported at once.
        let mut node = Options::new(url);
        node.timeouts = Timeouts {
            answer: Duration::ZERO,
            connection: Duration::ZERO,
            request: Duration::from_secs(60),
            ..node.timeouts
        };
        let plan = Plan {
            node,
            confirmed,
            parallel: 1,
        };
        let follower = Follower::new(store.clone(), runtime.handle().clone(), &plan);
        Self {
            runtime,
            store,
            follower,
        }
    }

    fn round(&mut self) -> Result<Round, Error> {
        self.follower.round(&|| false)
    }

    fn status(&self) -> Status {
        self.runtime.block_on(self.store.status()).unwrap()
    }

    /// All events, in pages.
    fn events(&self, filter: &EventFilter, order: Order, page: usize) -> Vec<Recorded> {
        let mut all: Vec<Recorded> = Vec::new();
        loop {
            let after = all.last().map(|it| it.place);
            let read = self.store.events(filter, (after, order), page);
            let read = self.runtime.block_on(read).unwrap();
            if read.is_empty() {
                return all;
            }
            all.extend(read);
        }
    }

    /// All rows of a kind as JSON, by name.
    fn rows(&self, kind: Kind) -> BTreeMap<String, String> {
        let (mut all, mut after) = (BTreeMap::new(), None);
        let filter = RowFilter::default();
        loop {
            let read = self.store.rows(kind, &filter, (after, Order::Up), 7);
            let read = self.runtime.block_on(read).unwrap();
            let Some(last) = read.last() else { return all };
            after = Some((None, last.id.clone()));
            all.extend(read.into_iter().map(|it| (it.id, it.data)));
        }
    }

    /// Compares all that is stored with the chain up to a slot.
    fn assert_is(&self, chain: &Chain, up_to: u64) {
        let events = chain.events(up_to);
        let expected = expected(&events);
        let status = self.status();
        assert_eq!(status.programs, expected.digests);
        assert_eq!(
            status.refused.map_or(0, |(count, _)| count),
            expected.refused
        );
        assert_eq!(status.reached, Some(up_to));
        let stored = self.events(&EventFilter::default(), Order::Up, 50);
        assert_eq!(stored.len(), events.len());
        for (stored, event) in stored.iter().zip(&events) {
            assert_eq!(stored.place, event.place);
            assert_eq!((stored.time, &stored.data), (event.time, &event.data));
        }
        for kind in Kind::ALL.iter().copied() {
            let of_kind = expected.rows.iter().filter(|(key, _)| key.kind() == kind);
            let of_kind = of_kind.map(|(key, row)| (key.text(), row.clone()));
            assert_eq!(self.rows(kind), of_kind.collect());
        }
    }
}

/// Runs it on SQLite.
fn on_sqlite(test: fn(&Server)) {
    test(&Server::sqlite());
}

#[test]
fn everything_holds_on_postgresql() {
    let Some(server) = Server::postgres() else {
        return;
    };
    pages::the_chain_is_recorded_by_pages_of_any_size(&server);
    faults::a_process_may_end_at_any_request(&server);
    faults::nodes_that_are_behind_hide_nothing(&server);
    faults::two_indexers_share_a_database(&server);
    forks::forks_are_followed(&server);
    queries::events_and_rows_are_filtered(&server);
    served::the_api_answers_what_is_stored(&server);
    killed::nothing_is_lost_or_doubled(&server);
}

#[test]
fn the_programs_are_those_of_the_suite() {
    let ids = [emissions::ID, marketplace::ID, fee_burn::ID];
    assert_eq!(PROGRAMS, ids);
}
