//! Stake, own and delegated, in and out.

use anchor_lang::prelude::Pubkey;
use emissions::{
    error::EmissionsError,
    state::{Delegation, Ledger, Ticket},
};
use io_client::emissions as client;
use io_common::{
    addresses::{LEDGER, REWARD_VAULT, STAKE_VAULT},
    constants::{DAY, HOUR, ONE_IO, ONE_UNIT},
};
use io_tests::{Outcome, Refused, Supply, World, OWN_STAKE};
use solana_keypair::Keypair;
use solana_signer::Signer;

/// The first number of which there is no ticket.
fn free_number(world: &mut World, of: &Pubkey) -> u32 {
    let free = |number: &u32| {
        world
            .vm
            .account(&client::ticket_address(of, *number))
            .is_none()
    };
    (0..).find(free).unwrap()
}

fn unstake(world: &mut World, staker: &Keypair, supply: &Supply, amount: Option<u64>) -> Outcome {
    world.catch_up(&[supply.address]);
    let delegation = client::delegation_address(&supply.address, &staker.pubkey());
    let number = free_number(world, &delegation);
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
    let number = free_number(world, &supply.address);
    let unstake = client::unstake_own(&signer.pubkey(), &supply.address, number, amount);
    world.send(&[unstake], &[signer])
}

fn ticket(supply: &Supply, staker: &Keypair, number: u32) -> Pubkey {
    let delegation = client::delegation_address(&supply.address, &staker.pubkey());
    client::ticket_address(&delegation, number)
}

fn withdraw(world: &mut World, holder: &Keypair, supply: &Supply, ticket: &Pubkey) -> Outcome {
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

#[test]
fn a_ticket_goes_back_into_active_stake_of_its_own_kind() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let bob = world.staker("bob", &supply, OWN_STAKE);
    unstake(&mut world, &bob, &supply, Some(40 * ONE_IO)).unwrap();
    unstake_own(&mut world, &supply.owner, &supply, Some(60 * ONE_IO)).unwrap();
    let stake = world.supplier_account(&supply).stake;
    assert_eq!(stake.own, (OWN_STAKE - 60) * ONE_IO);
    assert_eq!(stake.delegated.amount, (OWN_STAKE - 40) * ONE_IO);

    world.wait(3 * HOUR);
    world.catch_up(&[supply.address]);
    let (owner, mallory) = (supply.owner.pubkey(), world.person("mallory", 0, 0));
    let bobs = ticket(&supply, &bob, 0);
    let own = client::ticket_address(&supply.address, 0);
    let theirs = client::cancel_own_ticket(&mallory.pubkey(), &supply.address, &own);
    world
        .send(&[theirs], &[&mallory])
        .refused(EmissionsError::WrongTicket);
    // A delegator's ticket is not own stake, and needs the delegation.
    let mixed = client::cancel_own_ticket(&bob.pubkey(), &supply.address, &bobs);
    world
        .send(&[mixed], &[&bob])
        .refused(EmissionsError::WrongDelegation);
    let back = client::cancel_ticket(&bob.pubkey(), &supply.address, &bobs);
    world.must(&[back], &[&bob]);
    let back = client::cancel_own_ticket(&owner, &supply.address, &own);
    world.must(&[back], &[&supply.owner]);
    let stake = world.supplier_account(&supply).stake;
    assert_eq!(
        (stake.own, stake.delegated.amount),
        (OWN_STAKE * ONE_IO, OWN_STAKE * ONE_IO)
    );
    assert_eq!(
        (stake.own_cooling.amount, stake.delegated_cooling.amount),
        (0, 0)
    );
    assert!(world.vm.account(&bobs).is_none() && world.vm.account(&own).is_none());
}

#[test]
fn an_old_owners_ticket_is_withdrawn_not_given_to_the_new_one() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    unstake_own(&mut world, &supply.owner, &supply, Some(60 * ONE_IO)).unwrap();
    let buyer = world.person("buyer", 0, 0);
    let (owner, ticket) = (
        supply.owner.pubkey(),
        client::ticket_address(&supply.address, 0),
    );
    let propose = client::propose_owner(&owner, &supply.address, buyer.pubkey());
    world.must(&[propose], &[&supply.owner]);
    world.must(
        &[client::accept_owner(&buyer.pubkey(), &supply.address)],
        &[&buyer],
    );
    let cancel = client::cancel_own_ticket(&owner, &supply.address, &ticket);
    world
        .send(&[cancel], &[&supply.owner])
        .refused(EmissionsError::NotOwner);
    world.wait(14 * DAY);
    withdraw(&mut world, &supply.owner, &supply, &ticket).unwrap();
}

#[test]
fn rewards_are_compounded_into_stake() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let bob = world.staker("bob", &supply, OWN_STAKE);
    let compound = client::compound(&bob.pubkey(), &supply.address);
    world.must(&[compound.clone()], &[&bob]); // nothing yet
    world.wait(4 * HOUR);
    let refused = world.send(&[compound.clone()], &[&bob]);
    refused.refused(EmissionsError::AdvanceFirst);
    world.catch_up(&[supply.address]);
    let staked = world.balance(&STAKE_VAULT.address);
    let rewards = world.balance(&REWARD_VAULT.address);
    world.must(&[compound.clone()], &[&bob]);
    let delegation = client::delegation_address(&supply.address, &bob.pubkey());
    let earned = world.read::<Delegation>(&delegation).claimed;
    assert!(earned > 0);
    assert_eq!(world.balance(&STAKE_VAULT.address), staked + earned);
    assert_eq!(world.balance(&REWARD_VAULT.address), rewards - earned);
    let stake = world.supplier_account(&supply).stake;
    assert_eq!(stake.delegated.amount, OWN_STAKE * ONE_IO + earned);
    assert_eq!(world.read::<Ledger>(&LEDGER.address).claimed_total, earned);

    let mallory = world.person("mallory", 0, 0);
    let mut theirs = compound;
    theirs.accounts[0].pubkey = mallory.pubkey();
    world
        .send(&[theirs], &[&mallory])
        .refused(EmissionsError::WrongDelegation);
}

#[test]
fn p10_an_empty_position_pays_what_it_had_earned_and_gives_its_rent_back() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let bob = world.staker("bob", &supply, OWN_STAKE);
    world.wait(4 * HOUR);
    let wallet = world.io_wallet(&bob.pubkey());
    let close = client::close_delegation(&bob.pubkey(), &supply.address, &wallet);
    world
        .send(&[close.clone()], &[&bob])
        .refused(EmissionsError::DelegationInUse);
    unstake(&mut world, &bob, &supply, None).unwrap();

    let mallory = world.person("mallory", 0, 0);
    let theirs = world.io_wallet(&mallory.pubkey());
    let elsewhere = client::close_delegation(&bob.pubkey(), &supply.address, &theirs);
    world
        .send(&[elsewhere], &[&bob])
        .refused(EmissionsError::WrongDestination);
    let mut stolen = close.clone();
    stolen.accounts[0].pubkey = mallory.pubkey();
    world
        .send(&[stolen], &[&mallory])
        .refused(EmissionsError::WrongDelegation);

    let lamports = world.lamports(&bob.pubkey());
    world.must(&[close], &[&bob]);
    assert!(world.io_of(&bob.pubkey()) > 0);
    assert!(world.lamports(&bob.pubkey()) > lamports);
    let delegation = client::delegation_address(&supply.address, &bob.pubkey());
    assert!(world.vm.account(&delegation).is_none());
    // The ticket is still good, and the position can be opened anew.
    world.delegate(&bob, &supply, ONE_IO).unwrap();
    world.wait(14 * DAY);
    withdraw(&mut world, &bob, &supply, &ticket(&supply, &bob, 0)).unwrap();
}
