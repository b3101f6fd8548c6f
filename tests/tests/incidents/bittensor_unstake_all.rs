//! Bittensor: whoever unstaked all left dust, since emissions accrued between the look at the balance and the
//! transaction.
//!
//! The same mistake here: ALL is an amount that a client has read, or that the program turns into shares by rounding, and
//! the position can never be closed. `Delegation::shares_for` holds it: no amount is every share that there is when the
//! transaction runs.

use io_client::emissions as client;
use io_common::constants::{DAY, HOUR};
use io_tests::{World, OWN_STAKE};
use solana_signer::Signer;

use crate::acts::{
    allow_full_slashes, claim, execute_slash, position, propose_slash, unstake, withdraw,
};

/// Rewards are compounded after bob has looked.
#[test]
fn all_is_what_there_is_when_the_transaction_runs() {
    let mut world = World::lite();
    let alice = world.supplier("alice");
    let bob = world.staker("bob", &alice, OWN_STAKE);
    let seen = world.supplier_account(&alice).stake.delegated.amount;
    world.wait(5 * HOUR);
    world.catch_up(&[alice.address]);
    let (me, supplier) = (bob.pubkey(), alice.address);
    world.must(&[client::compound(&me, &supplier, false)], &[&bob]);
    let there = world.supplier_account(&alice).stake.delegated.amount;
    assert!(there > seen, "what he has read would leave the difference");
    unstake(&mut world, &alice, &bob, None).unwrap();
    assert_eq!(position(&mut world, &alice, &bob).shares.get(), 0);
    assert_eq!(world.supplier_account(&alice).stake.delegated.amount, 0);
    // What the last hours have earned needs no stake to be paid.
    world.wait(14 * DAY);
    assert_eq!(withdraw(&mut world, &alice, &bob), there);
    claim(&mut world, &alice, &bob);
    let wallet = world.io_wallet(&me);
    let close = client::close_delegation(&me, &supplier, &wallet);
    world.must(&[close], &[&bob]);
}

/// After a loss a share is worth a fraction of a base unit: all of an amount are not all of the shares.
#[test]
fn all_leaves_no_share_where_shares_are_worth_less_than_a_base_unit() {
    let mut world = World::lite();
    allow_full_slashes(&mut world);
    let alice = world.newcomer("alice");
    let stakers = [("bob", 7_777_777), ("carol", 1_234_567)].map(|(name, stake)| {
        let staker = world.person(name, 1, 0);
        world.delegate(&staker, &alice, stake).unwrap();
        staker
    });
    let slash = propose_slash(&mut world, &alice, 8_111_111);
    world.wait(30 * DAY);
    execute_slash(&mut world, &slash).unwrap();
    for staker in &stakers {
        unstake(&mut world, &alice, staker, None).unwrap();
        assert_eq!(position(&mut world, &alice, staker).shares.get(), 0);
    }
    world.wait(14 * DAY);
    let paid = stakers
        .each_ref()
        .map(|staker| withdraw(&mut world, &alice, staker));
    assert_eq!(paid.iter().sum::<u64>(), 7_777_777 + 1_234_567 - 8_111_111);
    for staker in &stakers {
        assert!(position(&mut world, &alice, staker).is_empty());
        let (owner, wallet) = (staker.pubkey(), world.io_wallet(&staker.pubkey()));
        let close = client::close_delegation(&owner, &alice.address, &wallet);
        world.must(&[close], &[staker]);
    }
}
