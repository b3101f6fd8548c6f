//! Bittensor: who unstaked all left dust, since emissions accrued between the look at the balance and the
//! transaction.
//!
//! The same mistake here: ALL is an amount that a client has read, or a slash leaves a base unit that is nobody's, and the
//! delegation can never be closed. `Delegation::meant` holds it: no amount is all that there is when the transaction runs.
//! Stake is recorded in base units, so that what is left after a loss is withdrawn to the last of them.

use io_client::emissions as client;
use io_common::constants::{DAY, HOUR};
use io_tests::{World, OWN_STAKE};
use solana_signer::Signer;

use crate::actions::{
    allow_full_slashes, claim, delegation, execute_slash, unstake, withdraw, withdraw_slash,
};

/// Rewards are compounded after bob has looked.
#[test]
fn all_is_what_there_is_when_the_transaction_runs() {
    let mut world = World::lite();
    let alice = world.supplier("alice");
    let bob = world.staker("bob", &alice, OWN_STAKE);
    let seen = world.supplier_account(&alice).stake.delegated;
    world.wait(5 * HOUR);
    world.catch_up(&[alice.address]);
    let (me, supplier) = (bob.pubkey(), alice.address);
    world.must(
        &[client::compound(&client::DelegationKeys {
            staker: me,
            supplier,
        })],
        &[&bob],
    );
    let there = world.supplier_account(&alice).stake.delegated;
    assert!(there > seen, "what he has read would leave the difference");
    unstake(&mut world, &alice, &bob, None).unwrap();
    assert_eq!(delegation(&mut world, &alice, &bob).active, 0);
    assert_eq!(world.supplier_account(&alice).stake.delegated, 0);
    // What the last hours have earned needs no stake to be paid.
    world.wait(14 * DAY);
    assert_eq!(withdraw(&mut world, &alice, &bob), there);
    claim(&mut world, &alice, &bob);
    let wallet = world.io_wallet(&me);
    let close = client::close_delegation(
        &client::DelegationKeys {
            staker: me,
            supplier,
        },
        &wallet,
    );
    world.must(&[close], &[&bob]);
}

/// Of three slashes that do not divide evenly one is executed and one dropped, and one is open while they unstake: what
/// it holds cools with the rest.
#[test]
fn all_leaves_nothing_of_what_slashes_took_gave_back_or_hold() {
    let mut world = World::lite();
    allow_full_slashes(&mut world);
    let alice = world.newcomer("alice");
    let stakes = [("bob", 7_777_777_777), ("carol", 1_234_567_891)];
    let stakers = stakes.map(|(name, stake)| {
        let staker = world.person(name, 100, 0);
        world.delegate(&staker, &alice, stake).unwrap();
        staker
    });
    let taken = 1_111_111_111;
    let [executed, dropped, open] =
        [taken, 2_222_222_222, 3_333_333_333].map(|loss| world.propose_slash(&alice, loss));
    world.wait(30 * DAY);
    execute_slash(&mut world, &executed).unwrap();
    withdraw_slash(&mut world, &dropped).unwrap();
    for staker in &stakers {
        unstake(&mut world, &alice, staker, None).unwrap();
        assert_eq!(delegation(&mut world, &alice, staker).active, 0);
        let held = client::unstake_held(&staker.pubkey(), &open);
        world.must(&[held], &[staker]);
    }
    assert_eq!(world.supplier_account(&alice).stake.active(), Ok(0));
    world.wait(14 * DAY);
    withdraw_slash(&mut world, &open).unwrap();
    let paid = stakers
        .each_ref()
        .map(|staker| withdraw(&mut world, &alice, staker));
    let all: u64 = stakes.iter().map(|(_, stake)| stake).sum();
    assert_eq!(paid.iter().sum::<u64>(), all - taken);
    for ((_, stake), paid) in stakes.iter().zip(paid) {
        let exact = u128::from(*stake) * u128::from(all - taken) / u128::from(all);
        assert!(u128::from(paid).abs_diff(exact) <= 1, "{paid}, not {exact}");
    }
    for staker in &stakers {
        assert!(delegation(&mut world, &alice, staker).is_empty());
        let (owner, wallet) = (staker.pubkey(), world.io_wallet(&staker.pubkey()));
        let close = client::close_delegation(
            &client::DelegationKeys {
                staker: owner,
                supplier: alice.address,
            },
            &wallet,
        );
        world.must(&[close], &[staker]);
    }
    // All have followed: the accounts of the slashes are closed.
    for slash in [executed, dropped, open] {
        assert!(world.account(&client::address_of(&slash)).is_none());
    }
}
