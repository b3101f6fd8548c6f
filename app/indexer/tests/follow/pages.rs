//! Pages of any size, of nodes of any age.

use io_indexer::follow::Error;

use crate::{
    chain::Chain,
    database::Server,
    node::{Moment, Node},
    on_sqlite, Indexer,
};

/// P-22.
pub fn the_chain_is_recorded_by_pages_of_any_size(server: &Server) {
    for (seed, page) in (1..).zip([1, 2, 3, 1_000]) {
        let mut chain = Chain::new(seed);
        chain.grow(20);
        let node = Node::new(chain);
        node.set(|it| {
            it.page = page;
            it.has_index = page != 2;
        });
        let mut indexer = Indexer::open(&server.database(), &node.url, false);
        for _ in 0..3 {
            let round = indexer.round().unwrap();
            let slot = node.set(|it| it.chain.slot());
            assert_eq!(round.reached, slot);
            node.set(|it| indexer.assert_is(&it.chain, slot));
            node.set(|it| it.chain.grow(5));
        }
    }
}

#[test]
fn p22_the_chain_is_recorded_by_pages_of_any_size() {
    on_sqlite(the_chain_is_recorded_by_pages_of_any_size);
}

#[test]
fn a_block_is_asked_for_only_if_the_node_lists_no_index() {
    for has_index in [true, false] {
        let mut chain = Chain::new(5);
        chain.grow(10);
        let node = Node::new(chain);
        node.set(|it| it.has_index = has_index);
        let server = Server::sqlite();
        Indexer::open(&server.database(), &node.url, false)
            .round()
            .unwrap();
        let asked = node.set(|it| std::mem::take(&mut it.asked));
        let blocks = asked.iter().filter(|(method, _)| method == "getBlock");
        assert_eq!(blocks.count() > 0, !has_index);
    }
}

#[test]
fn a_poll_without_anything_new_asks_for_one_page_of_each_program() {
    let mut chain = Chain::new(6);
    chain.grow(30);
    let node = Node::new(chain);
    let server = Server::sqlite();
    let mut indexer = Indexer::open(&server.database(), &node.url, false);
    indexer.round().unwrap();
    node.set(|it| it.asked.clear());
    indexer.round().unwrap();
    let asked = node.set(|it| std::mem::take(&mut it.asked));
    let methods: Vec<&str> = asked.iter().map(|(method, _)| method.as_str()).collect();
    let list = "getSignaturesForAddress";
    assert_eq!(methods, ["getSlot", list, list, list]);
    // The newest one that is known, and nothing older.
    for (_, asked) in &asked[1..] {
        assert!(asked[1]["until"].is_string() && asked[1]["before"].is_null());
        assert_eq!(asked[1]["commitment"], "finalized");
        assert!(asked[1]["minContextSlot"].as_u64() > Some(100));
    }
}

/// Transactions that a node lists beside those of the slot that it named: new ones come while it is asked.
#[test]
fn p22_it_is_complete_while_the_chain_goes_on() {
    let mut chain = Chain::new(8);
    chain.grow(20);
    let node = Node::new(chain);
    node.hook(Box::new(|state, moment| {
        let is_slot = state.asked.last().is_some_and(|it| it.0 == "getSlot");
        if is_slot && matches!(moment, Moment::After(_)) {
            state.chain.grow(5);
        }
    }));
    let server = Server::sqlite();
    let mut indexer = Indexer::open(&server.database(), &node.url, false);
    for _ in 0..3 {
        let round = indexer.round().unwrap();
        assert!(round.reached < node.set(|it| it.chain.slot()));
        assert!(round.transactions > 0);
        let status = indexer.status();
        assert_eq!((status.reached, status.to_record), (Some(round.reached), 0));
        node.set(|it| indexer.assert_is(&it.chain, round.reached));
    }
}

#[test]
fn it_is_not_complete_while_it_reads_page_by_page_what_it_has_missed() {
    let mut chain = Chain::new(9);
    chain.grow(20);
    let node = Node::new(chain);
    let server = Server::sqlite();
    let mut indexer = Indexer::open(&server.database(), &node.url, false);
    indexer.round().unwrap();
    assert_eq!(indexer.status().to_record, 0);
    node.set(|it| {
        it.chain.grow(20);
        it.page = 2;
        it.asked.clear();
    });
    let pages = || node.set(|it| it.asked.len()) > 3;
    assert!(matches!(
        indexer.follower.round(&pages),
        Err(Error::Stopped)
    ));
    assert!(indexer.status().to_record > 0);
    node.set(|it| it.page = 1_000);
    indexer.round().unwrap();
    assert_eq!(indexer.status().to_record, 0);
}
