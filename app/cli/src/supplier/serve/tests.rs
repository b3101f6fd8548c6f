//! The chain as the service sees it, on the real programs.

use std::{rc::Rc, time::Duration};

use anchor_lang::prelude::Pubkey;
use io_supplier::{machine::OnChain, Chain};
use solana_keypair::Keypair;

use super::{is_due, node::Node, SOON};
use crate::{
    consent::Consent,
    context::Key,
    tests::{on, Suite, HASH},
};

/// What `use_it` does as the owner of the first supplier.
fn as_owner<T>(suite: &mut Suite, use_it: impl FnOnce(&mut Node) -> T) -> T {
    let (owner, supplier, _) = suite.supplier(0);
    let owner: &Keypair = &owner;
    let key = Key::Loaded(Rc::new(owner.insecure_clone()));
    let price = suite.economy.price;
    let mut context = on(&mut suite.economy.vm, key, price);
    let agreed = Consent::AssumedYes.to("", "").unwrap();
    use_it(&mut Node {
        context: &mut context,
        agreed,
        suppliers: vec![supplier],
        reach: None,
    })
}

fn reserve(suite: &mut Suite, number: usize) -> Pubkey {
    let (renter, offer) = (suite.renter(), suite.supplier(number).2);
    let line = format!("rent reserve {offer} --time 1d --connection-key {HASH}");
    let reserved = suite.json(&renter, &line);
    reserved["reservation"].as_str().unwrap().parse().unwrap()
}

#[test]
fn a_look_finds_what_waits_here_and_what_is_known() {
    let mut suite = Suite::new();
    let (waits, other) = (reserve(&mut suite, 0), reserve(&mut suite, 1));
    let now = suite.now();
    let gone = Pubkey::from([7; 32]);
    let look = as_owner(&mut suite, |node| node.look(&[gone]).unwrap());
    assert_eq!(look.now, now);
    assert_eq!(look.views.keys().collect::<Vec<_>>(), [&waits]);
    let view = look.views[&waits];
    assert_eq!((view.supplier, view.gpus), (suite.supplier(0).1, 1));
    assert_eq!(view.created_at, now);
    assert!(matches!(view.on_chain, OnChain::Waiting { until } if until > now));
    // What is known is found wherever and however it stands.
    let look = as_owner(&mut suite, |node| node.look(&[other]).unwrap());
    assert_eq!(look.views.len(), 2);
}

#[test]
fn a_start_is_of_the_reservation_that_was_seen_and_shows_in_the_next_look() {
    let mut suite = Suite::new();
    let waits = reserve(&mut suite, 0);
    let now = suite.now();
    as_owner(&mut suite, |node| {
        let before = node.look(&[waits]).unwrap();
        let error = node.start(&waits, now - 1, [5; 32]).unwrap_err();
        assert!(error.0.contains("its number is used again"), "{error}");
        let error = node.decline(&waits, now - 1).unwrap_err();
        assert!(error.0.contains("its number is used again"), "{error}");
        assert_eq!(node.look(&[waits]).unwrap().views, before.views);
        node.start(&waits, now, [5; 32]).unwrap();
        let after = node.look(&[waits]).unwrap().views[&waits].on_chain;
        assert!(
            matches!(after, OnChain::Running { hash, .. } if hash == [5; 32]),
            "{after:?}"
        );
        // It does not wait any more.
        assert!(node.look(&[]).unwrap().views.is_empty());
    });
}

#[test]
fn what_is_declined_has_ended() {
    let mut suite = Suite::new();
    let waits = reserve(&mut suite, 0);
    let now = suite.now();
    as_owner(&mut suite, |node| {
        node.decline(&waits, now).unwrap();
        let look = node.look(&[waits]).unwrap();
        assert_eq!(look.views[&waits].on_chain, OnChain::Ended);
    });
}

#[test]
fn news_begin_a_round_after_a_pause() {
    let (interval, short) = (Duration::from_secs(5), Duration::from_millis(1));
    assert!(!is_due(interval - short, interval, false));
    assert!(is_due(interval, interval, false));
    assert!(!is_due(SOON - short, interval, true));
    assert!(is_due(SOON, interval, true));
}
