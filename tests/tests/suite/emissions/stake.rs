//! Stake, own and delegated, in and out.

use emissions::{
    error::EmissionsError,
    state::{Delegation, Ticket},
};
use io_client::emissions as client;
use io_common::{
    addresses::STAKE_VAULT,
    constants::{DAY, HOUR, ONE_IO, ONE_UNIT},
};
use io_tests::{Outcome, Refused, Supply, World, OWN_STAKE};
use solana_keypair::Keypair;
use solana_signer::Signer;

fn unstake(world: &mut World, staker: &Keypair, supply: &Supply, amount: Option<u64>) -> Outcome {
    world.catch_up(&[supply.address]);
    let delegation = client::delegation_address(&supply.address, &staker.pubkey());
    let number = world.read::<Delegation>(&delegation).tickets;
    let unstake = client::unstake(&staker.pubkey(), &supply.address, number, amount);
    world.send(&[unstake], &[staker])
}

fn unstake_own(
    world: &mut World,
    signer: &Keypair,
    supply: &Supply,
    amount: Option<u64>,
) -> Outcome {
    world.catch_up(&[supply.address]);
    let number = world.supplier_account(supply).tickets;
    let unstake = client::unstake_own(&signer.pubkey(), &supply.address, number, amount);
    world.send(&[unstake], &[signer])
}

fn ticket(supply: &Supply, staker: &Keypair, number: u32) -> anchor_lang::prelude::Pubkey {
    let delegation = client::delegation_address(&supply.address, &staker.pubkey());
    client::ticket_address(&delegation, number)
}

fn withdraw(
    world: &mut World,
    holder: &Keypair,
    supply: &Supply,
    ticket: &anchor_lang::prelude::Pubkey,
) -> Outcome {
    let destination = world.io_wallet(&holder.pubkey());
    let withdraw = client::withdraw(&holder.pubkey(), &supply.address, ticket, &destination);
    world.send(&[withdraw], &[holder])
}

#[test]
fn stake_goes_in_cools_for_fourteen_days_and_comes_out_whole() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let bob = world.staker("bob", &supply, 100);
    assert_eq!(world.io_of(&bob.pubkey()), 0);
    let both = (OWN_STAKE + 100) * ONE_IO;
    assert_eq!(world.balance(&STAKE_VAULT.address), both);

    // Two tickets side by side, the second for the rest.
    unstake(&mut world, &bob, &supply, Some(30 * ONE_IO)).unwrap();
    world.wait(HOUR);
    unstake(&mut world, &bob, &supply, None).unwrap();
    let (first, second) = (ticket(&supply, &bob, 0), ticket(&supply, &bob, 1));
    let account = world.supplier_account(&supply);
    assert_eq!(account.stake.delegated.amount, 0);
    assert_eq!(account.stake.delegated_cooling.amount, 100 * ONE_IO);

    world.wait(14 * DAY - HOUR - 1);
    withdraw(&mut world, &bob, &supply, &first).refused(EmissionsError::StillCooling);
    world.wait(1);
    let lamports = world.lamports(&bob.pubkey());
    withdraw(&mut world, &bob, &supply, &first).unwrap();
    assert_eq!(world.io_of(&bob.pubkey()), 30 * ONE_IO);
    assert!(
        world.lamports(&bob.pubkey()) > lamports,
        "the ticket's rent came back"
    );
    assert!(world.vm.account(&first).is_none());
    withdraw(&mut world, &bob, &supply, &second).refused(EmissionsError::StillCooling);
    world.wait(HOUR);
    withdraw(&mut world, &bob, &supply, &second).unwrap();
    assert_eq!(world.io_of(&bob.pubkey()), 100 * ONE_IO);
    assert_eq!(world.balance(&STAKE_VAULT.address), both - 100 * ONE_IO);
}

#[test]
fn cooling_stake_earns_nothing_and_does_not_count() {
    let mut world = World::new();
    let supply = world.newcomer("alice");
    world.stake_own(&supply, OWN_STAKE / 2 * ONE_IO).unwrap();
    let bob = world.staker("bob", &supply, OWN_STAKE / 2);
    world.attest(&supply, 8, 24).unwrap();
    world.wait(2 * HOUR);
    unstake(&mut world, &bob, &supply, None).unwrap();
    let account = world.supplier_account(&supply);
    assert_eq!(
        account.units.running,
        40 * ONE_UNIT,
        "a fall counts from the running hour"
    );
    let index = account.rewards.share_index;
    world.wait(5 * HOUR);
    world.catch_up(&[supply.address]);
    assert_eq!(world.supplier_account(&supply).rewards.share_index, index);
}

#[test]
fn own_stake_is_the_owners_and_leaves_by_the_same_way() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let mallory = world.person("mallory", 10, 0);
    let source = world.io_wallet(&mallory.pubkey());
    let stake = client::stake_own(&mallory.pubkey(), &supply.address, &source, ONE_IO);
    world
        .send(&[stake], &[&mallory])
        .refused(EmissionsError::NotOwner);
    unstake_own(&mut world, &mallory, &supply, None).refused(EmissionsError::NotOwner);

    unstake_own(&mut world, &supply.owner, &supply, Some(ONE_IO)).unwrap();
    unstake_own(&mut world, &supply.owner, &supply, None).unwrap();
    let account = world.supplier_account(&supply);
    assert_eq!((account.stake.own, account.units.next), (0, 0));
    let second = client::ticket_address(&supply.address, 1);
    assert_eq!(world.read::<Ticket>(&second).holder, supply.owner.pubkey());
    world.wait(14 * DAY);
    let before = world.io_of(&supply.owner.pubkey());
    withdraw(&mut world, &supply.owner, &supply, &second).unwrap();
    let received = world.io_of(&supply.owner.pubkey()) - before;
    assert_eq!(received, (OWN_STAKE - 1) * ONE_IO);
}

#[test]
fn amounts_are_above_zero_and_within_the_stake() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let bob = world.staker("bob", &supply, 10);
    world
        .delegate(&bob, &supply, 0)
        .refused(EmissionsError::ZeroAmount);
    world
        .stake_own(&supply, 0)
        .refused(EmissionsError::ZeroAmount);
    unstake(&mut world, &bob, &supply, Some(0)).refused(EmissionsError::ZeroAmount);
    let more = unstake(&mut world, &bob, &supply, Some(10 * ONE_IO + 1));
    more.refused(EmissionsError::NotEnoughStake);
    unstake(&mut world, &bob, &supply, None).unwrap();
    unstake(&mut world, &bob, &supply, None).refused(EmissionsError::ZeroAmount);
    let owner = &supply.owner;
    unstake_own(&mut world, owner, &supply, Some(0)).refused(EmissionsError::ZeroAmount);
    let more = unstake_own(&mut world, owner, &supply, Some(OWN_STAKE * ONE_IO + 1));
    more.refused(EmissionsError::NotEnoughStake);
}

#[test]
fn a_position_and_a_ticket_are_their_holders() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let (bob, mallory) = (
        world.staker("bob", &supply, 10),
        world.person("mallory", 0, 0),
    );
    let mut steal = client::unstake(&bob.pubkey(), &supply.address, 0, None);
    steal.accounts[0].pubkey = mallory.pubkey();
    world
        .send(&[steal], &[&mallory])
        .refused(EmissionsError::WrongDelegation);
    unstake(&mut world, &bob, &supply, None).unwrap();
    world.wait(14 * DAY);
    let ticket = ticket(&supply, &bob, 0);
    withdraw(&mut world, &mallory, &supply, &ticket).refused(EmissionsError::WrongTicket);
    let other = world.newcomer("carol");
    withdraw(&mut world, &bob, &other, &ticket).refused(EmissionsError::WrongTicket);
    let vault = STAKE_VAULT.address;
    let lost = client::withdraw(&bob.pubkey(), &supply.address, &ticket, &vault);
    let refused = world.send(&[lost], &[&bob]);
    refused.refused(EmissionsError::WrongDestination);
    withdraw(&mut world, &bob, &supply, &ticket).unwrap();
}

#[test]
fn p10_leaving_keeps_what_was_earned_before() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let bob = world.staker("bob", &supply, OWN_STAKE);
    world.wait(3 * HOUR);
    unstake(&mut world, &bob, &supply, None).unwrap();
    let wallet = world.io_wallet(&bob.pubkey());
    world.must(
        &[client::claim(
            &bob.pubkey(),
            &supply.address,
            &bob.pubkey(),
            &wallet,
        )],
        &[&bob],
    );
    assert!(world.io_of(&bob.pubkey()) > 0);
}

#[test]
fn own_stake_behind_reservations_stays() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let terms = io_tests::Terms {
        gpus: 4,
        hours: 10,
        currency: marketplace::state::Currency::Usdc,
    };
    world.rent("renter", &supply, terms);
    // Four of eight GPUs are reserved: half of the stake is free.
    let half = OWN_STAKE / 2 * ONE_IO;
    let owner = &supply.owner;
    let more = unstake_own(&mut world, owner, &supply, Some(half + 1));
    more.refused(EmissionsError::BacksReservations);
    unstake_own(&mut world, owner, &supply, Some(half)).unwrap();
    unstake_own(&mut world, owner, &supply, Some(1)).refused(EmissionsError::BacksReservations);
}
