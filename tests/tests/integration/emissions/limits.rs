//! How much may be delegated to a supplier and how little to a delegation, and stake that leaves and comes back.

use anchor_lang::solana_program::instruction::Instruction;
use emissions::{
    error::EmissionsError,
    instructions::DelegationLimit,
    state::{Config, Delegation},
};
use io_client::{emissions as client, spl};
use io_common::{
    addresses::EMISSIONS_CONFIG,
    constants::{DAY, HOUR, ONE_IO},
};
use io_tests::{Refused, Supply, World, OWN_STAKE};
use solana_keypair::Keypair;
use solana_signer::Signer;

/// What a supplier has earned so far, in base units.
fn earned(world: &mut World, supply: &Supply) -> u64 {
    world.catch_up(&[supply.address]);
    world.supplier_account(supply).rewards.earned
}

#[test]
fn p24_who_leaves_and_comes_back_in_one_transaction_takes_nothing_from_the_supplier() {
    let mut world = World::new();
    // Two suppliers alike, half of the stake of each delegated.
    let [(alice, bob), (carol, _)] =
        [("alice", "bob"), ("carol", "dave")].map(|(owner, staker)| {
            let supply = world.newcomer(owner);
            world.stake_own(&supply, OWN_STAKE / 2 * ONE_IO).unwrap();
            world.attest(&supply, 8, 24).unwrap();
            let staker = world.staker(staker, &supply, OWN_STAKE / 2);
            (supply, staker)
        });
    world.wait(HOUR);
    let mut before = [&alice, &carol].map(|supply| earned(&mut world, supply));
    let hour = 242_400_099_111;
    for _ in 0..3 {
        let leave = client::unstake(
            &client::DelegationKeys {
                staker: bob.pubkey(),
                supplier: alice.address,
            },
            None,
        );
        let back = client::cancel_unstake(
            &client::DelegationKeys {
                staker: bob.pubkey(),
                supplier: alice.address,
            },
            0,
        );
        world.must(&[leave, back], &[&bob]);
        world.wait(HOUR);
        let now = [&alice, &carol].map(|supply| earned(&mut world, supply));
        for (now, before) in now.iter().zip(before) {
            assert!((now - before).abs_diff(hour) <= 1, "{now} after {before}");
        }
        before = now;
    }
}

#[test]
fn p24_an_owner_sets_how_much_may_be_delegated() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    world.must(
        &[world.limit(&supply, DelegationLimit::Required)],
        &[&supply.owner],
    );
    let required = OWN_STAKE * ONE_IO;
    // The row: ten times as much as the owner has.
    let stranger = world.person("stranger", 10 * OWN_STAKE, 0);
    let above = world.delegate(&stranger, &supply, 10 * required);
    above.refused(EmissionsError::AboveMaxDelegated);
    world.delegate(&stranger, &supply, required).unwrap();
    let more = world.delegate(&stranger, &supply, 1);
    more.refused(EmissionsError::AboveMaxDelegated);

    // Lower than what is there: that stays, leaves, and comes back. Nothing joins instead of an unstake request.
    world.must(
        &[world.limit(&supply, DelegationLimit::Amount(ONE_IO))],
        &[&supply.owner],
    );
    let half = client::unstake(
        &client::DelegationKeys {
            staker: stranger.pubkey(),
            supplier: supply.address,
        },
        Some(required / 2),
    );
    world.must(&[half], &[&stranger]);
    let more = world.delegate(&stranger, &supply, ONE_IO);
    more.refused(EmissionsError::AboveMaxDelegated);
    let back = client::cancel_unstake(
        &client::DelegationKeys {
            staker: stranger.pubkey(),
            supplier: supply.address,
        },
        0,
    );
    world.must(&[back], &[&stranger]);
    assert_eq!(world.supplier_account(&supply).stake.delegated, required);

    // What has been earned is claimed instead of compounded.
    world.wait(2 * HOUR);
    world.catch_up(&[supply.address]);
    let compound = client::compound(&client::DelegationKeys {
        staker: stranger.pubkey(),
        supplier: supply.address,
    });
    let above = world.send(&[compound], &[&stranger]);
    above.refused(EmissionsError::AboveMaxDelegated);
    let wallet = world.io_wallet(&stranger.pubkey());
    let me = stranger.pubkey();
    world.must(
        &[client::claim(
            &me,
            &client::DelegationKeys {
                staker: me,
                supplier: supply.address,
            },
            &wallet,
        )],
        &[&stranger],
    );
    let leave = client::unstake(
        &client::DelegationKeys {
            staker: me,
            supplier: supply.address,
        },
        None,
    );
    world.must(&[leave], &[&stranger]);

    // The limit that nobody has set follows the attestation.
    world.must(
        &[world.limit(&supply, DelegationLimit::Required)],
        &[&supply.owner],
    );
    world.attest(&supply, 4, 24).unwrap();
    assert_eq!(world.supplier_account(&supply).max_delegated, required / 2);
}

#[test]
fn p24_stake_that_moves_keeps_to_the_limits_of_where_it_goes() {
    let mut world = World::new();
    let (alice, carol) = (world.supplier("alice"), world.supplier("carol"));
    let bob = world.staker("bob", &alice, 100);
    let me = bob.pubkey();
    world.must(
        &[client::open_delegation(&client::DelegationKeys {
            staker: me,
            supplier: carol.address,
        })],
        &[&bob],
    );
    let ask = |amount| {
        client::request_redelegation(
            &client::DelegationKeys {
                staker: me,
                supplier: alice.address,
            },
            &carol.address,
            amount,
        )
    };
    let take_back = client::cancel_redelegation(
        &client::DelegationKeys {
            staker: me,
            supplier: alice.address,
        },
        &carol.address,
    );
    let go = client::redelegate(
        &client::DelegationKeys {
            staker: me,
            supplier: alice.address,
        },
        &carol.address,
    );
    let limit = |world: &mut World, io: u64| {
        let limit = world.limit(&carol, DelegationLimit::Amount(io * ONE_IO));
        world.must(&[limit], &[&carol.owner]);
    };
    limit(&mut world, 99);
    for (amount, error) in [
        (None, EmissionsError::AboveMaxDelegated),
        (Some(ONE_IO - 1), EmissionsError::BelowMinDelegation),
        (Some(99 * ONE_IO + 1), EmissionsError::BelowMinDelegation),
    ] {
        world.must(&[ask(amount)], &[&bob]);
        world.wait(DAY);
        world.catch_up(&[alice.address, carol.address]);
        world.send(&[go.clone()], &[&bob]).refused(error);
        world.must(&[take_back.clone()], &[&bob]);
    }
    limit(&mut world, 100);
    world.must(&[ask(None)], &[&bob]);
    world.wait(DAY);
    world.catch_up(&[alice.address, carol.address]);
    world.must(&[go], &[&bob]);
    assert_eq!(world.supplier_account(&carol).stake.delegated, 100 * ONE_IO);
}

/// `unstake` of a delegation.
fn unstake(staker: &Keypair, supply: &Supply, amount: Option<u64>) -> Instruction {
    client::unstake(
        &client::DelegationKeys {
            staker: staker.pubkey(),
            supplier: supply.address,
        },
        amount,
    )
}

#[test]
fn p24_nobody_stays_with_a_base_unit() {
    let mut world = World::new();
    let supply = world.newcomer("alice");
    let stranger = world.person("stranger", 10, 0);
    for amount in [1, ONE_IO - 1] {
        let dust = world.delegate(&stranger, &supply, amount);
        dust.refused(EmissionsError::BelowMinDelegation);
    }
    world.delegate(&stranger, &supply, 3 * ONE_IO).unwrap();
    // More of it is any amount; a part that leaves, and what stays, is not.
    world.delegate(&stranger, &supply, 1).unwrap();
    for amount in [1, ONE_IO - 1, 2 * ONE_IO + 2, 3 * ONE_IO] {
        let part = world.send(&[unstake(&stranger, &supply, Some(amount))], &[&stranger]);
        part.refused(EmissionsError::BelowMinDelegation);
    }
    world.must(
        &[unstake(&stranger, &supply, Some(2 * ONE_IO))],
        &[&stranger],
    );
    world.must(&[unstake(&stranger, &supply, None)], &[&stranger]);

    // While it cools the supplier stays open; afterwards it closes.
    let owner = &supply.owner;
    let close = client::close_supplier(&owner.pubkey(), &supply.address);
    world
        .send(&[close.clone()], &[owner])
        .refused(EmissionsError::SupplierInUse);
    world.wait(14 * DAY);
    let wallet = spl::wallet(&stranger.pubkey(), &world.io);
    let withdraw = client::withdraw(
        &client::DelegationKeys {
            staker: stranger.pubkey(),
            supplier: supply.address,
        },
        &wallet,
    );
    world.must(&[withdraw], &[&stranger]);
    world.catch_up(&[supply.address]);
    world.must(&[close], &[owner]);
}

#[test]
fn p24_a_higher_least_delegation_locks_nobody_in() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let bob = world.staker("bob", &supply, 5);
    world.must(&[unstake(&bob, &supply, Some(2 * ONE_IO))], &[&bob]);
    world.edit(&EMISSIONS_CONFIG.address, |config: &mut Config| {
        config.min_delegation = 10 * ONE_IO;
    });
    // As of the next attestation.
    world.wait(1);
    assert_eq!(world.supplier_account(&supply).min_delegation, ONE_IO);
    world.attest(&supply, 8, 24).unwrap();
    let small = world.send(&[unstake(&bob, &supply, Some(ONE_IO))], &[&bob]);
    small.refused(EmissionsError::BelowMinDelegation);
    let back = client::cancel_unstake(
        &client::DelegationKeys {
            staker: bob.pubkey(),
            supplier: supply.address,
        },
        0,
    );
    world.must(&[back], &[&bob]);
    let delegation = client::delegation_address(&client::DelegationKeys {
        staker: bob.pubkey(),
        supplier: supply.address,
    });
    assert_eq!(world.read::<Delegation>(&delegation).active, 5 * ONE_IO);
    world.must(&[unstake(&bob, &supply, None)], &[&bob]);
}
