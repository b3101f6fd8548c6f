//! Forks, at the commitment `confirmed`.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::{chain::Chain, database::Server, node::Node, on_sqlite, Indexer};

/// P-22.
pub fn forks_are_followed(server: &Server) {
    let mut taken_out = 0;
    for seed in 51..55 {
        println!("seed {seed}");
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut chain = Chain::new(seed);
        chain.grow(10);
        let node = Node::new(chain);
        node.set(|it| {
            it.page = if seed % 2 == 0 { 3 } else { 1_000 };
            it.has_index = seed != 53;
        });
        let mut indexer = Indexer::open(&server.database(), &node.url, true);
        for _ in 0..12 {
            node.set(|it| {
                let before = it.slot(true);
                if random.random_ratio(1, 2) {
                    let slot = it.chain.slot() - random.random_range(0..=it.unfinalised);
                    it.chain.fork(slot);
                }
                it.chain.grow(random.random_range(0..4));
                // What is finalised stays so.
                it.unfinalised = random.random_range(0..=(it.chain.slot() - before).min(12));
            });
            let round = indexer.round().unwrap();
            taken_out += round.forked;
            node.set(|it| indexer.assert_is(&it.chain, it.chain.slot()));
        }
    }
    assert!(taken_out > 10, "{taken_out}");
}

#[test]
fn p22_forks_are_followed() {
    on_sqlite(forks_are_followed);
}

#[test]
fn what_is_not_finalised_is_not_recorded_by_default() {
    let mut chain = Chain::new(61);
    chain.grow(20);
    let node = Node::new(chain);
    node.set(|it| it.unfinalised = 8);
    let server = Server::sqlite();
    let mut indexer = Indexer::open(&server.database(), &node.url, false);
    indexer.round().unwrap();
    node.set(|it| indexer.assert_is(&it.chain, it.slot(true)));
}

/// P-22.
#[test]
fn p22_what_was_confirmed_is_taken_out_where_only_finalised_counts() {
    let mut chain = Chain::new(62);
    chain.grow(20);
    let node = Node::new(chain);
    node.set(|it| it.unfinalised = 12);
    let (server, mut taken_out) = (Server::sqlite(), 0);
    let database = server.database();
    for _ in 0..4 {
        let mut confirmed = Indexer::open(&database, &node.url, true);
        confirmed.round().unwrap();
        node.set(|it| {
            confirmed.assert_is(&it.chain, it.chain.slot());
            let slot = it.slot(true);
            it.chain.fork(slot);
            it.unfinalised = it.chain.slot() - slot;
        });
        let mut finalised = Indexer::open(&database, &node.url, false);
        taken_out += finalised.round().unwrap().forked;
        node.set(|it| {
            finalised.assert_is(&it.chain, it.slot(true));
            it.chain.grow(3);
        });
    }
    assert!(taken_out > 0);
}
