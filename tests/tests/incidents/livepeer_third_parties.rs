//! Livepeer (BondForWithHint, ForceCancelUnlock) and The Graph (TRST-H-3): third parties forced a delegation on
//! somebody, cancelled an unlock, and filled a thaw queue with dust.
//!
//! The same mistake here: an instruction that anybody may send changes a position, a timer, a destination or a place
//! among the eight tickets of somebody else. P-09 holds it: positions change by their staker's signature
//! (`has_one = staker`), and what anybody may send only adds value.

use anchor_lang::error::ErrorCode;
use emissions::error::EmissionsError;
use io_client::emissions as client;
use io_common::constants::{HOUR, ONE_IO};
use io_tests::{Refused, Supply, World, OWN_STAKE};
use solana_keypair::Keypair;
use solana_signer::Signer;

use crate::acts::{position, swap, unstake};

/// What a third party must not move: shares, tickets, timer, generation.
fn held(world: &mut World, supply: &Supply, staker: &Keypair) -> impl PartialEq + std::fmt::Debug {
    let position = position(world, supply, staker);
    let tickets = position.tickets;
    let tickets = tickets.map(|ticket| (ticket.shares.get(), ticket.unlocks_at));
    (
        position.shares.get(),
        tickets,
        position.movable_at,
        position.generation,
    )
}

#[test]
fn p09_nobody_else_delegates_cancels_fills_or_moves() {
    let mut world = World::lite();
    let (alice, carol) = (world.supplier("alice"), world.supplier("carol"));
    let bob = world.staker("bob", &alice, OWN_STAKE);
    let mallory = world.person("mallory", 1_000, 0);
    unstake(&mut world, &alice, &bob, Some(100 * ONE_IO)).unwrap();
    let (me, from, to) = (bob.pubkey(), alice.address, carol.address);
    let prepare = [
        client::open_delegation(&me, &to),
        client::request_redelegation(&me, &from, &to, Some(ONE_IO)),
    ];
    world.must(&prepare, &[&bob]);
    world.wait(30 * HOUR);
    world.catch_up(&[from, to]);

    let before = held(&mut world, &alice, &bob);
    let dust = world.io_wallet(&mallory.pubkey());
    for forced in [
        client::delegate(&me, &from, &dust, 1, true),
        client::cancel_ticket(&me, &from, 0),
        client::unstake(&me, &from, Some(1)),
        client::unstake(&me, &from, None),
        client::withdraw(&me, &from, &dust),
        client::compound(&me, &from, true),
        client::redelegate(&me, &from, &to, true),
        client::close_delegation(&me, &from, &dust),
    ] {
        let forged = swap(forced, &me, &mallory.pubkey());
        let refused = world.send(&[forged], &[&mallory]);
        refused.refused(EmissionsError::WrongDelegation);
    }
    let cancel = swap(
        client::cancel_redelegation(&me, &from, &to),
        &me,
        &mallory.pubkey(),
    );
    let refused = world.send(&[cancel], &[&mallory]);
    refused.refused(EmissionsError::WrongRedelegation);
    // A position for somebody who has not asked for one.
    let victim = world.person("victim", 0, 0);
    let mut open = client::open_delegation(&victim.pubkey(), &from);
    for meta in &mut open.accounts {
        meta.is_signer &= meta.pubkey != victim.pubkey();
    }
    let refused = world.send(&[open], &[&mallory]);
    refused.refused(ErrorCode::AccountNotSigner);
    assert_eq!(held(&mut world, &alice, &bob), before);
}

#[test]
fn p09_what_anybody_may_send_only_pays_the_staker() {
    let mut world = World::lite();
    let alice = world.supplier("alice");
    let bob = world.staker("bob", &alice, OWN_STAKE);
    unstake(&mut world, &alice, &bob, Some(100 * ONE_IO)).unwrap();
    world.wait(5 * HOUR);
    let before = held(&mut world, &alice, &bob);
    world.catch_up(&[alice.address]);
    let mallory = world.person("mallory", 0, 0);
    let owner = bob.pubkey();
    let claim = |to| client::claim(&mallory.pubkey(), &alice.address, &owner, &to);
    let (wallet, theirs) = (world.io_wallet(&owner), world.io_wallet(&mallory.pubkey()));
    let refused = world.send(&[claim(theirs)], &[&mallory]);
    refused.refused(EmissionsError::WrongDestination);
    world.must(&[claim(wallet)], &[&mallory]);
    assert!(world.io_of(&owner) > 0);
    assert_eq!(world.io_of(&mallory.pubkey()), 0);
    assert_eq!(held(&mut world, &alice, &bob), before);
}
