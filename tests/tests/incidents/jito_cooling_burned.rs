//! Jito's restaking (OtterSec, critical): a burn reached tokens that were reserved for withdrawal requests.
//!
//! The same mistake here: all stake is in one vault, and a slash burns tokens of it for which somebody's unstake request still
//! stands, so that the last to withdraw finds the vault empty. P-11 holds it: what a slash may take is no part of anybody's
//! unstake request from its opening on, and `slashing::execute` takes from the record of each sum what is burned of it.

use io_client::emissions as client;
use io_common::{
    addresses::STAKE_VAULT,
    constants::{DAY, ONE_IO},
};
use io_tests::{Supply, World, OWN_STAKE};
use solana_signer::Signer;

use crate::actions::{assert_stake_is_there, execute_slash, unstake, withdraw};

/// The owner withdraws what is unlocked of its own stake, and this is what it gets.
fn withdraw_own(world: &mut World, supply: &Supply) -> u64 {
    let owner = supply.owner.pubkey();
    let (wallet, before) = (world.io_wallet(&owner), world.io_of(&owner));
    let withdraw = client::withdraw_own(&client::WithdrawOwnAccounts {
        signer: owner,
        supplier: supply.address,
        holder: owner,
        destination: wallet,
    });
    world.must(&[withdraw], &[&supply.owner]);
    world.io_of(&owner) - before
}

fn unstake_own(world: &mut World, supply: &Supply) {
    world.catch_up(&[supply.address]);
    let unstake = client::unstake_own(&supply.owner.pubkey(), &supply.address, None);
    world.must(&[unstake], &[&supply.owner]);
}

/// Alice is slashed by half while carol's stake with her cools, and while erin's and the owner's with dave do.
#[test]
fn p11_a_slash_burns_its_part_of_an_unstake_request_and_nothing_of_anybody_elses() {
    let mut world = World::lite();
    let (alice, dave) = (world.supplier("alice"), world.supplier("dave"));
    let bob = world.staker("bob", &alice, OWN_STAKE);
    let carol = world.staker("carol", &alice, OWN_STAKE);
    let erin = world.staker("erin", &dave, 5_000);
    unstake(&mut world, &alice, &carol, None).unwrap();
    let slash = world.propose_slash(&alice, 24_000 * ONE_IO);
    unstake(&mut world, &dave, &erin, None).unwrap();
    unstake_own(&mut world, &dave);
    world.wait(30 * DAY);
    execute_slash(&mut world, &slash).unwrap();
    assert_stake_is_there(&mut world, &[&alice, &dave]);

    // 16,000 of the owner's, and a quarter of what each delegator had, cooling or not.
    assert_eq!(withdraw(&mut world, &alice, &carol), 12_000 * ONE_IO);
    assert_eq!(withdraw(&mut world, &dave, &erin), 5_000 * ONE_IO);
    assert_eq!(withdraw_own(&mut world, &dave), OWN_STAKE * ONE_IO);
    unstake(&mut world, &alice, &bob, None).unwrap();
    world.wait(14 * DAY);
    assert_eq!(withdraw(&mut world, &alice, &bob), 12_000 * ONE_IO);
    assert_eq!(world.balance(&STAKE_VAULT.address), 0);
}

/// Own stake on its way out bears its part too, and the rest of the unstake request is there at any time.
#[test]
fn p11_an_unstake_request_of_own_stake_is_worth_what_its_record_says() {
    let mut world = World::lite();
    let (alice, dave) = (world.supplier("alice"), world.supplier("dave"));
    unstake_own(&mut world, &alice);
    unstake_own(&mut world, &dave);
    let slash = world.propose_slash(&alice, 5_000 * ONE_IO);
    world.wait(14 * DAY);
    let left = (OWN_STAKE - 5_000) * ONE_IO;
    assert_eq!(withdraw_own(&mut world, &alice), left);
    world.wait(16 * DAY);
    execute_slash(&mut world, &slash).unwrap();
    assert_stake_is_there(&mut world, &[&alice, &dave]);
    assert_eq!(withdraw_own(&mut world, &dave), OWN_STAKE * ONE_IO);
    assert_stake_is_there(&mut world, &[&alice, &dave]);
    assert_eq!(world.balance(&STAKE_VAULT.address), 0);
}
