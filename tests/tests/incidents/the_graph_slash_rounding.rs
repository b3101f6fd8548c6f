//! The Graph (TRST-H-4, TRST-H-5): what a slash rounded made the last exit revert, and closing a delegation lost rewards
//! that had accrued.
//!
//! The same mistake here: the parts of a loss that does not divide evenly add up to more or less than what is burned, and
//! the last to leave asks for a base unit that is not there; or `close_delegation` closes with something owed. P-11 and
//! P-10 hold it: a slash holds its amount before anybody's part is known, `Share::of` gives the last to ask what is left
//! of it, and closing pays first.

use io_client::emissions as client;
use io_common::{
    addresses::STAKE_VAULT,
    constants::{DAY, HOUR, ONE_IO},
};
use io_tests::{World, OWN_STAKE};
use solana_keypair::Keypair;
use solana_signer::Signer;

use crate::actions::{
    allow_full_slashes, assert_stake_is_there, delegation, execute_slash, unstake, withdraw,
};

/// Base units of three stakers, of which no two are in a round proportion.
const STAKES: [u64; 3] = [1_000_000_003, 700_000_001, 333_333_337];

/// Three stakers lose an odd amount once or twice and leave in every turn.
#[test]
fn p11_after_a_slash_that_does_not_divide_the_last_exit_takes_all_that_is_left() {
    for (first, losses) in [
        (0, &[777_777_777][..]),
        (1, &[1]),
        (2, &[900_000_007, 1_000_000_003]),
    ] {
        let mut world = World::lite();
        allow_full_slashes(&mut world);
        let alice = world.newcomer("alice");
        let stakers: Vec<Keypair> = STAKES
            .iter()
            .enumerate()
            .map(|(number, stake)| {
                let staker = world.person(&format!("staker {number}"), 100, 0);
                world.delegate(&staker, &alice, *stake).unwrap();
                staker
            })
            .collect();
        let all: u64 = STAKES.iter().sum();
        let mut left = all;
        for loss in losses {
            let slash = world.propose_slash(&alice, *loss);
            world.wait(30 * DAY);
            execute_slash(&mut world, &slash).unwrap();
            left -= loss;
            assert_stake_is_there(&mut world, &[&alice]);
        }
        for turn in 0..3 {
            unstake(&mut world, &alice, &stakers[(first + turn) % 3], None).unwrap();
        }
        world.wait(14 * DAY);
        for turn in 0..3 {
            let who = (first + turn) % 3;
            let paid = withdraw(&mut world, &alice, &stakers[who]);
            let exact = u128::from(STAKES[who]) * u128::from(left) / u128::from(all);
            assert!(
                u128::from(paid).abs_diff(exact) <= 2,
                "{paid} is not {exact}"
            );
            assert!(delegation(&mut world, &alice, &stakers[who]).is_empty());
        }
        assert_eq!(world.balance(&STAKE_VAULT.address), 0);
        assert_eq!(world.supplier_account(&alice).stake.total(), Ok(0));
    }
}

/// Bob loses half to a slash, leaves, and closes without having claimed.
#[test]
fn p10_closing_after_a_slash_pays_what_had_accrued() {
    let mut world = World::lite();
    let alice = world.supplier("alice");
    let bob = world.staker("bob", &alice, OWN_STAKE);
    world.wait(5 * HOUR);
    let slash = world.propose_slash(&alice, OWN_STAKE * ONE_IO);
    world.wait(30 * DAY);
    execute_slash(&mut world, &slash).unwrap();
    unstake(&mut world, &alice, &bob, None).unwrap();
    world.wait(14 * DAY);
    let stake = withdraw(&mut world, &alice, &bob);
    assert_eq!(
        stake,
        OWN_STAKE * ONE_IO,
        "own stake has paid for all of it"
    );
    let owed = delegation(&mut world, &alice, &bob).owed;
    assert!(owed > 0);
    let (owner, wallet) = (bob.pubkey(), world.io_wallet(&bob.pubkey()));
    let close = client::close_delegation(
        &client::DelegationKeys {
            staker: owner,
            supplier: alice.address,
        },
        &wallet,
    );
    world.must(&[close], &[&bob]);
    assert_eq!(world.io_of(&owner), stake + owed);
}
