//! Filters of events and rows.

use std::collections::BTreeSet;

use anchor_lang::prelude::Pubkey;
use io_indexer::{
    events::{Recorded, PROGRAMS, UNKNOWN},
    ledger::Kind,
    store::{Cell, EventFilter, Order, RowFilter},
};

use crate::{chain::Chain, database::Server, node::Node, on_sqlite, Indexer};

fn places(events: &[Recorded]) -> Vec<io_indexer::events::Place> {
    events.iter().map(|it| it.place).collect()
}

pub fn events_and_rows_are_filtered(server: &Server) {
    let mut chain = Chain::new(71);
    chain.grow(120);
    let node = Node::new(chain.clone());
    let mut indexer = Indexer::open(&server.database(), &node.url, false);
    let mut received = indexer.store.subscribe();
    indexer.round().unwrap();
    let events = chain.events(chain.slot());
    // Those that were sent are those that are stored.
    let mut sent = Vec::new();
    while let Ok(batch) = received.try_recv() {
        sent.extend(places(&batch));
    }
    assert_eq!(sent, places(&events));
    let [_, marketplace, _] = PROGRAMS;
    let offer = chain_offer(&events);
    let (from, to) = (chain.blocks[10].slot, chain.blocks[40].slot);
    type Is<'a> = Box<dyn Fn(&Recorded) -> bool + 'a>;
    let filters: [(EventFilter, Is); 6] = [
        (
            EventFilter {
                program: Some(marketplace),
                ..EventFilter::default()
            },
            Box::new(|it| it.program == marketplace),
        ),
        (
            EventFilter {
                name: Some(UNKNOWN.into()),
                ..EventFilter::default()
            },
            Box::new(|it| it.event.is_none()),
        ),
        (
            EventFilter {
                program: Some(marketplace),
                name: Some("OfferClosed".into()),
                ..EventFilter::default()
            },
            Box::new(|it| it.program == marketplace && it.name() == "OfferClosed"),
        ),
        (
            EventFilter {
                from: Some(from),
                to: Some(to),
                ..EventFilter::default()
            },
            Box::new(|it| (from..=to).contains(&it.place.slot)),
        ),
        (
            EventFilter {
                address: Some(offer),
                ..EventFilter::default()
            },
            Box::new(|it| contains(it, &offer)),
        ),
        (
            EventFilter {
                address: Some(offer),
                from: Some(from),
                program: Some(marketplace),
                ..EventFilter::default()
            },
            Box::new(|it| contains(it, &offer) && it.place.slot >= from),
        ),
    ];
    for (filter, is) in filters {
        let mut expected: Vec<_> = events
            .iter()
            .filter(|it| is(it))
            .map(|it| it.place)
            .collect();
        assert_eq!(
            places(&indexer.events(&filter, Order::Up, 3)),
            expected,
            "{filter:?}"
        );
        expected.reverse();
        assert_eq!(
            places(&indexer.events(&filter, Order::Down, 3)),
            expected,
            "{filter:?}"
        );
    }
    rows_are_sorted(&indexer);
}

/// An offer that was created and closed.
fn chain_offer(events: &[Recorded]) -> Pubkey {
    let named = |name: &'static str| {
        let of_name = events.iter().filter(move |it| it.name() == name);
        of_name.map(|it| Pubkey::try_from(&it.data[8..40]).unwrap())
    };
    let closed: BTreeSet<Pubkey> = named("OfferClosed").collect();
    named("OfferCreated")
        .find(|it| closed.contains(it))
        .unwrap()
}

fn contains(event: &Recorded, address: &Pubkey) -> bool {
    event.event.is_some() && event.data.windows(32).any(|it| it == address.as_ref())
}

fn rows_are_sorted(indexer: &Indexer) {
    let filter = RowFilter {
        equal: vec![("closed", Cell::Number(0))],
        by: Some("price"),
        ..RowFilter::default()
    };
    for order in [Order::Up, Order::Down] {
        let (mut prices, mut ids, mut after) = (Vec::new(), BTreeSet::new(), None);
        loop {
            let read = indexer.store.rows(Kind::Offer, &filter, (after, order), 2);
            let read = indexer.runtime.block_on(read).unwrap();
            let Some(last) = read.last() else { break };
            after = Some((last.by.clone(), last.id.clone()));
            ids.extend(read.iter().map(|it| it.id.clone()));
            prices.extend(read.into_iter().map(|it| it.by.unwrap()));
        }
        let mut sorted = prices.clone();
        sorted.sort();
        if order == Order::Down {
            sorted.reverse();
        }
        assert_eq!(prices, sorted);
        assert!(prices.len() > 3, "{prices:?}");
        assert_eq!(prices.len(), ids.len());
        for id in &ids {
            let row = indexer.store.row(Kind::Offer, id);
            let row = indexer.runtime.block_on(row).unwrap().unwrap();
            assert!(row.data.contains(id.as_str()) && row.slot > 100);
        }
    }
    let wrong = RowFilter {
        by: Some("nothing"),
        ..RowFilter::default()
    };
    let read = indexer
        .store
        .rows(Kind::Offer, &wrong, (None, Order::Up), 1);
    assert!(indexer.runtime.block_on(read).is_err());
}

#[test]
fn events_and_rows_are_filtered_on_sqlite() {
    on_sqlite(events_and_rows_are_filtered);
}

/// P-22.
#[test]
fn p22_rows_that_are_folded_again_are_the_same() {
    let mut chain = Chain::new(72);
    chain.grow(30);
    let node = Node::new(chain.clone());
    let server = Server::sqlite();
    let mut indexer = Indexer::open(&server.database(), &node.url, false);
    indexer.round().unwrap();
    let folded = indexer.runtime.block_on(indexer.store.rebuild()).unwrap();
    let unknown = chain.events(chain.slot());
    let unknown = unknown.iter().filter(|it| it.event.is_none()).count();
    assert!(unknown > 0 && folded.unknown == unknown as u64);
    indexer.assert_is(&chain, chain.slot());
}

#[test]
fn a_database_belongs_to_one_network() {
    let server = Server::sqlite();
    let node = Node::new(Chain::new(73));
    let mut indexer = Indexer::open(&server.database(), &node.url, false);
    indexer.round().unwrap();
    let other = indexer.store.of_network("AnotherGenesis");
    let error = indexer.runtime.block_on(other).unwrap_err().to_string();
    assert!(error.contains("use another database"), "{error}");
}
