//! Helium: one claim an epoch, in a map of 128 bits: hourly epochs fill it in five days, and users signed 13 rounds of
//! claims before they could close a delegation.
//!
//! The same mistake here: what an hour has earned has to be claimed by itself, before something runs over, or before a
//! delegation can be left. P-08 and P-10 hold it: `Delegation::accrue` takes the difference of two indexes, and
//! `close_delegation` pays what is owed.

use io_client::emissions as client;
use io_common::constants::{DAY, HOUR, ONE_IO};
use io_tests::{Supply, World, OWN_STAKE};
use solana_keypair::Keypair;
use solana_signer::Signer;

use crate::actions::{claim, delegation, ledger, unstake};

/// Hours in which bob has earned and nobody has claimed: more than a map of 128 bits has places.
const HOURS: u32 = 179;

/// A supplier with as much of bob's as it has itself, after nine attestations without a gap; and what bob has earned.
fn a_week() -> (World, Supply, Keypair, u64) {
    let mut world = World::lite();
    let supply = world.newcomer("alice");
    world.stake_own(&supply, OWN_STAKE * ONE_IO).unwrap();
    let bob = world.staker("bob", &supply, OWN_STAKE);
    for _ in 0..9 {
        world.attest(&supply, 8, 24).unwrap();
        world.wait(20 * HOUR);
    }
    world.catch_up(&[supply.address]);
    let ledger = ledger(&mut world);
    assert_eq!(ledger.schedule_hour, HOURS);
    // Half of what a commission of 10 % leaves.
    let earned = ledger.emitted_total / 20 * 9;
    (world, supply, bob, earned)
}

/// `paid` is `earned` but for a base unit a settlement.
#[track_caller]
fn assert_about(paid: u64, earned: u64) {
    assert!(paid.abs_diff(earned) < 20, "{paid} of {earned}");
}

#[test]
fn p08_a_week_of_hours_is_claimed_by_one_signature() {
    let (mut world, supply, bob, earned) = a_week();
    assert_about(claim(&mut world, &supply, &bob), earned);
    assert_eq!(
        claim(&mut world, &supply, &bob),
        0,
        "there is no next round"
    );
    assert_eq!(delegation(&mut world, &supply, &bob).owed, 0);
}

#[test]
fn p10_a_delegation_of_a_week_is_left_by_two_signatures_and_no_claim() {
    let (mut world, supply, bob, earned) = a_week();
    unstake(&mut world, &supply, &bob, None).unwrap();
    world.wait(14 * DAY);
    let (owner, wallet) = (bob.pubkey(), world.io_wallet(&bob.pubkey()));
    let withdraw = client::withdraw(
        &client::DelegationKeys {
            staker: owner,
            supplier: supply.address,
        },
        &wallet,
    );
    let close = client::close_delegation(
        &client::DelegationKeys {
            staker: owner,
            supplier: supply.address,
        },
        &wallet,
    );
    world.must(&[withdraw, close], &[&bob]);
    let rewards = world.io_of(&owner) - OWN_STAKE * ONE_IO;
    assert_about(rewards, earned);
    let gone = client::delegation_address(&client::DelegationKeys {
        staker: owner,
        supplier: supply.address,
    });
    assert!(world.account(&gone).is_none());
}
