//! Livepeer (BondForWithHint, ForceCancelUnlock) and The Graph (TRST-H-3): third parties forced a delegation on
//! somebody, cancelled an unlock, and filled a thaw queue with dust.
//!
//! The same mistake here: an instruction that anybody may send changes a delegation, a timer, a destination or a place
//! among the eight unstake requests of somebody else. P-09 holds it: delegations change by their staker's signature
//! (`has_one = staker`), and what anybody may send only adds value, or does what a slash has done already: `apply_slash`
//! moves to `held` what the slash holds since it was opened, and back into an unstake request of its own, never among the eight.

use anchor_lang::error::ErrorCode;
use emissions::error::EmissionsError;
use io_client::emissions as client;
use io_common::constants::{DAY, HOUR, ONE_IO};
use io_tests::{Refused, Supply, World, OWN_STAKE};
use solana_keypair::Keypair;
use solana_signer::Signer;

use crate::actions::{delegation, swap, unstake, withdraw, withdraw_slash};

/// What a third party must not move: stake, unstake requests, what slashes hold, timer.
fn held(world: &mut World, supply: &Supply, staker: &Keypair) -> impl PartialEq + std::fmt::Debug {
    let it = delegation(world, supply, staker);
    (it.active, it.unstake_requests, it.held, it.movable_at)
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
        client::open_delegation(&client::DelegationKeys {
            staker: me,
            supplier: to,
        }),
        client::request_redelegation(
            &client::DelegationKeys {
                staker: me,
                supplier: from,
            },
            &to,
            Some(ONE_IO),
        ),
    ];
    world.must(&prepare, &[&bob]);
    world.wait(30 * HOUR);
    world.catch_up(&[from, to]);

    let before = held(&mut world, &alice, &bob);
    let dust = world.io_wallet(&mallory.pubkey());
    for forced in [
        client::delegate(
            &client::DelegationKeys {
                staker: me,
                supplier: from,
            },
            &dust,
            1,
        ),
        client::cancel_unstake(
            &client::DelegationKeys {
                staker: me,
                supplier: from,
            },
            0,
        ),
        client::unstake(
            &client::DelegationKeys {
                staker: me,
                supplier: from,
            },
            Some(1),
        ),
        client::unstake(
            &client::DelegationKeys {
                staker: me,
                supplier: from,
            },
            None,
        ),
        client::withdraw(
            &client::DelegationKeys {
                staker: me,
                supplier: from,
            },
            &dust,
        ),
        client::compound(&client::DelegationKeys {
            staker: me,
            supplier: from,
        }),
        client::redelegate(
            &client::DelegationKeys {
                staker: me,
                supplier: from,
            },
            &to,
        ),
        client::close_delegation(
            &client::DelegationKeys {
                staker: me,
                supplier: from,
            },
            &dust,
        ),
    ] {
        let forged = swap(forced, &me, &mallory.pubkey());
        let refused = world.send(&[forged], &[&mallory]);
        refused.refused(EmissionsError::WrongDelegation);
    }
    let cancel = swap(
        client::cancel_redelegation(
            &client::DelegationKeys {
                staker: me,
                supplier: from,
            },
            &to,
        ),
        &me,
        &mallory.pubkey(),
    );
    let refused = world.send(&[cancel], &[&mallory]);
    refused.refused(EmissionsError::WrongRedelegation);
    // A delegation for somebody who has not asked for one.
    let victim = world.person("victim", 0, 0);
    let mut open = client::open_delegation(&client::DelegationKeys {
        staker: victim.pubkey(),
        supplier: from,
    });
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
    let claim = |to| {
        client::claim(
            &mallory.pubkey(),
            &client::DelegationKeys {
                staker: owner,
                supplier: alice.address,
            },
            &to,
        )
    };
    let (wallet, theirs) = (world.io_wallet(&owner), world.io_wallet(&mallory.pubkey()));
    let refused = world.send(&[claim(theirs)], &[&mallory]);
    refused.refused(EmissionsError::WrongDestination);
    world.must(&[claim(wallet)], &[&mallory]);
    assert!(world.io_of(&owner) > 0);
    assert_eq!(world.io_of(&mallory.pubkey()), 0);
    assert_eq!(held(&mut world, &alice, &bob), before);
}

/// A slash is opened and dropped, and mallory sends bob's delegation after it, each time at the moment that suits her.
#[test]
fn p11_who_applies_a_slash_to_somebody_moves_neither_stake_nor_time_nor_unstake_requests() {
    let mut world = World::lite();
    let alice = world.newcomer("alice");
    let bob = world.staker("bob", &alice, 8_000);
    for _ in 0..8 {
        unstake(&mut world, &alice, &bob, Some(500 * ONE_IO)).unwrap();
    }
    let mallory = world.person("mallory", 0, 0);
    let slash = world.propose_slash(&alice, 4_000 * ONE_IO);
    let apply = client::apply_slash(&slash, &bob.pubkey());
    world.must(&[apply.clone()], &[&mallory]);
    // Nobody who sends it first makes it fail: a second time there is nothing to follow.
    let it = delegation(&mut world, &alice, &bob);
    world.must(&[apply.clone()], &[&mallory]);
    assert_eq!(delegation(&mut world, &alice, &bob), it);
    assert_eq!(
        (it.active, it.held[0].active),
        (2_000 * ONE_IO, 2_000 * ONE_IO)
    );
    assert_eq!(it.held[0].cooling, 2_000 * ONE_IO);
    // Of unstake requests that unlock together it takes the first.
    let left: Vec<u64> = it
        .unstake_requests
        .iter()
        .map(|unstake_request| unstake_request.amount / ONE_IO)
        .collect();
    assert_eq!(left, [0, 0, 0, 0, 500, 500, 500, 500, 0]);

    world.wait(14 * DAY);
    withdraw_slash(&mut world, &slash).unwrap();
    world.must(&[apply], &[&mallory]);
    let it = delegation(&mut world, &alice, &bob);
    assert_eq!(it.active, 4_000 * ONE_IO);
    // Given back in the ninth place, and unlocked with the unstake requests that it came from.
    assert_eq!(it.unstake_requests[8].amount, 2_000 * ONE_IO);
    assert_eq!(withdraw(&mut world, &alice, &bob), 4_000 * ONE_IO);
    for _ in 0..8 {
        unstake(&mut world, &alice, &bob, Some(500 * ONE_IO)).unwrap();
    }
}
