//! Nodes that fail, and processes that end, at every request.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::{
    chain::Chain,
    database::Server,
    node::{Does, Node},
    on_sqlite, Indexer,
};

const FAULTS: [Does; 9] = [
    Does::Status(429),
    Does::Status(500),
    Does::Error(-32_005),
    Does::Html,
    Does::Half,
    Does::Close,
    Does::Again,
    Does::Nothing,
    Does::Behind(7),
];

/// P-22. Between two writes to the database there is a request: a process that ends at each has ended between all writes.
pub fn a_process_may_end_at_any_request(server: &Server) {
    let mut chain = Chain::new(11);
    chain.grow(12);
    let node = Node::new(chain.clone());
    node.set(|it| it.page = 4);
    let mut fault = FAULTS.iter().cycle();
    for at in 0.. {
        let database = server.database();
        // The chain has grown when the next process begins.
        node.set(|it| {
            it.chain = chain.clone();
            it.does = vec![Does::Answer; at].into();
            it.does.push_back(fault.next().unwrap().clone());
        });
        let first = Indexer::open(&database, &node.url, false).round();
        let is_whole = node.set(|it| {
            let is_whole = !it.does.is_empty();
            it.does.clear();
            it.chain.grow(4);
            is_whole
        });
        let mut second = Indexer::open(&database, &node.url, false);
        second.round().unwrap();
        node.set(|it| second.assert_is(&it.chain, it.chain.slot()));
        if is_whole {
            assert!(first.is_ok() && at > 20, "{at}");
            return;
        }
    }
}

#[test]
fn p22_a_process_may_end_at_any_request() {
    on_sqlite(a_process_may_end_at_any_request);
}

/// P-22. Requests go to nodes that have more or fewer slots, and may not know that they are asked for a slot.
pub fn nodes_that_are_behind_hide_nothing(server: &Server) {
    for seed in 21..25 {
        println!("seed {seed}");
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut chain = Chain::new(seed);
        chain.grow(10);
        let node = Node::new(chain);
        node.set(|it| {
            it.page = 5;
            it.has_least = seed % 2 == 0;
        });
        let mut indexer = Indexer::open(&server.database(), &node.url, false);
        for _ in 0..12 {
            node.set(|it| {
                it.does = (0..60)
                    .map(|_| match random.random_range(0..3) {
                        0 => Does::Behind(random.random_range(1..6)),
                        _ => Does::Answer,
                    })
                    .collect();
                it.chain.grow(2);
            });
            // It may fail, and goes on.
            let _ = indexer.round();
        }
        node.set(|it| it.does.clear());
        indexer.round().unwrap();
        node.set(|it| indexer.assert_is(&it.chain, it.chain.slot()));
    }
}

#[test]
fn p22_nodes_that_are_behind_hide_nothing() {
    on_sqlite(nodes_that_are_behind_hide_nothing);
}

/// P-22. Surfpool leaves out of a list what is older than `minContextSlot`, and lists no index of transactions.
#[test]
fn p22_a_surfpool_hides_nothing() {
    on_sqlite(|server| {
        let mut chain = Chain::new(26);
        chain.grow(10);
        let node = Node::new(chain);
        node.set(|it| (it.page, it.is_surfpool, it.has_index) = (5, true, false));
        let mut indexer = Indexer::open(&server.database(), &node.url, false);
        for _ in 0..4 {
            indexer.round().unwrap();
            node.set(|it| {
                indexer.assert_is(&it.chain, it.chain.slot());
                it.chain.grow(3);
            });
        }
    });
}

/// P-22.
pub fn two_indexers_share_a_database(server: &Server) {
    let mut chain = Chain::new(31);
    chain.grow(40);
    let node = Node::new(chain);
    node.set(|it| it.page = 6);
    let database = server.database();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let mut indexer = Indexer::open(&database, &node.url, false);
                for _ in 0..6 {
                    indexer.round().unwrap();
                    node.set(|it| it.chain.grow(2));
                }
            });
        }
    });
    let mut last = Indexer::open(&database, &node.url, false);
    last.round().unwrap();
    node.set(|it| last.assert_is(&it.chain, it.chain.slot()));
}

#[test]
fn p22_two_indexers_share_a_database() {
    on_sqlite(two_indexers_share_a_database);
}

#[test]
fn what_a_node_lacks_is_said() {
    let mut chain = Chain::new(41);
    chain.grow(12);
    let node = Node::new(chain);
    let server = Server::sqlite();
    let mut indexer = Indexer::open(&server.database(), &node.url, false);
    let mut said = |does: Vec<Does>| {
        node.set(|it| it.does = does.into());
        let error = indexer.round().unwrap_err();
        node.set(|it| it.does.clear());
        (error.kind(), error.to_string())
    };
    let (kind, words) = said([vec![Does::Answer; 3], vec![Does::Error(-32_601)]].concat());
    assert_eq!(kind, "no_history");
    assert!(words.contains("keeps no history"), "{words}");
    let answers = |count| vec![Does::Answer; count];
    // The slot, three lists of three pages, the first block; then a transaction.
    let (kind, words) = said([answers(11), vec![Does::Nothing]].concat());
    assert_eq!(kind, "missing");
    assert!(words.contains("does not return it"), "{words}");
    let (kind, words) = said(vec![Does::Status(429)]);
    assert_eq!(kind, "unreachable");
    assert!(words.contains("429"), "{words}");
}
