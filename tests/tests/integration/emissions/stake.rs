//! Stake, own and delegated, in and out.

use anchor_spl::token::spl_token::error::TokenError;
use emissions::{
    error::EmissionsError,
    state::{Delegation, Ledger},
};
use io_client::emissions as client;
use io_common::{
    addresses::{LEDGER, REWARD_VAULT, STAKE_VAULT},
    constants::{DAY, HOUR, ONE_IO, ONE_UNIT},
};
use io_tests::{Outcome, Refused, Supply, World, OWN_STAKE};
use solana_keypair::Keypair;
use solana_signer::Signer;

fn unstake(world: &mut World, staker: &Keypair, supply: &Supply, amount: Option<u64>) -> Outcome {
    world.catch_up(&[supply.address]);
    let unstake = client::unstake(
        &client::DelegationKeys {
            staker: staker.pubkey(),
            supplier: supply.address,
        },
        amount,
    );
    world.send(&[unstake], &[staker])
}

fn unstake_own(
    world: &mut World,
    signer: &Keypair,
    supply: &Supply,
    amount: Option<u64>,
) -> Outcome {
    world.catch_up(&[supply.address]);
    let unstake = client::unstake_own(&signer.pubkey(), &supply.address, amount);
    world.send(&[unstake], &[signer])
}

fn withdraw(world: &mut World, staker: &Keypair, supply: &Supply) -> Outcome {
    let destination = world.io_wallet(&staker.pubkey());
    let withdraw = client::withdraw(
        &client::DelegationKeys {
            staker: staker.pubkey(),
            supplier: supply.address,
        },
        &destination,
    );
    world.send(&[withdraw], &[staker])
}

/// `signer` withdraws what `holder` has unstaked of own stake, to the holder's wallet.
fn withdraw_own(world: &mut World, signer: &Keypair, supply: &Supply, holder: &Keypair) -> Outcome {
    let (holder, destination) = (holder.pubkey(), world.io_wallet(&holder.pubkey()));
    let withdraw = client::withdraw_own(&client::WithdrawOwnAccounts {
        signer: signer.pubkey(),
        supplier: supply.address,
        holder,
        destination,
    });
    world.send(&[withdraw], &[signer])
}

#[test]
fn stake_goes_in_cools_for_fourteen_days_and_comes_out_whole() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let bob = world.staker("bob", &supply, 100);
    assert_eq!(world.io_of(&bob.pubkey()), 0);
    let both = (OWN_STAKE + 100) * ONE_IO;
    assert_eq!(world.balance(&STAKE_VAULT.address), both);

    // Two unstake requests side by side, the second for the rest.
    unstake(&mut world, &bob, &supply, Some(30 * ONE_IO)).unwrap();
    world.wait(HOUR);
    unstake(&mut world, &bob, &supply, None).unwrap();
    let account = world.supplier_account(&supply);
    assert_eq!(account.stake.delegated, 0);
    assert_eq!(account.stake.cooling, 100 * ONE_IO);

    world.wait(14 * DAY - HOUR - 1);
    withdraw(&mut world, &bob, &supply).refused(EmissionsError::StillCooling);
    world.wait(1);
    withdraw(&mut world, &bob, &supply).unwrap();
    assert_eq!(world.io_of(&bob.pubkey()), 30 * ONE_IO);
    withdraw(&mut world, &bob, &supply).refused(EmissionsError::StillCooling);
    world.wait(HOUR);
    withdraw(&mut world, &bob, &supply).unwrap();
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
    let index = account.rewards.stake_index;
    world.wait(5 * HOUR);
    world.catch_up(&[supply.address]);
    assert_eq!(world.supplier_account(&supply).rewards.stake_index, index);
}

#[test]
fn own_stake_is_the_owners_and_leaves_by_the_same_way() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let mallory = world.person("mallory", 10, 0);
    let source = world.io_wallet(&mallory.pubkey());
    let stake = client::stake_own(
        &client::StakeOwnAccounts {
            owner: mallory.pubkey(),
            supplier: supply.address,
            source,
        },
        ONE_IO,
    );
    world
        .send(&[stake], &[&mallory])
        .refused(EmissionsError::NotOwner);
    unstake_own(&mut world, &mallory, &supply, None).refused(EmissionsError::NotOwner);

    unstake_own(&mut world, &supply.owner, &supply, Some(ONE_IO)).unwrap();
    unstake_own(&mut world, &supply.owner, &supply, None).unwrap();
    let account = world.supplier_account(&supply);
    assert_eq!((account.stake.own, account.units.next), (0, 0));
    assert_eq!(account.stake.own_cooling, OWN_STAKE * ONE_IO);
    let unstake_requests = account.stake.own_unstake_requests;
    assert_eq!(unstake_requests[1].holder, supply.owner.pubkey());
    assert_eq!(unstake_requests[1].amount, (OWN_STAKE - 1) * ONE_IO);
    let owner = &supply.owner;
    withdraw_own(&mut world, owner, &supply, owner).refused(EmissionsError::StillCooling);
    world.wait(14 * DAY);
    withdraw_own(&mut world, &mallory, &supply, owner).refused(EmissionsError::NotOwner);
    let before = world.io_of(&owner.pubkey());
    withdraw_own(&mut world, owner, &supply, owner).unwrap();
    let received = world.io_of(&owner.pubkey()) - before;
    assert_eq!(received, OWN_STAKE * ONE_IO);
    withdraw_own(&mut world, owner, &supply, owner).refused(EmissionsError::StillCooling);
}

#[test]
fn no_more_is_staked_than_the_wallet_holds() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let bob = world.staker("bob", &supply, 10);
    let [of_bob, of_owner] = [&bob, &supply.owner].map(|it| world.io_of(&it.pubkey()));
    let stake = world.balance(&STAKE_VAULT.address);
    for refused in [
        world.delegate(&bob, &supply, of_bob + 1),
        world.stake_own(&supply, of_owner + 1),
    ] {
        refused.refused(TokenError::InsufficientFunds as u32);
    }
    assert_eq!(world.balance(&STAKE_VAULT.address), stake);
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
fn a_delegation_and_an_unstake_request_are_their_holders() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let (bob, mallory) = (
        world.staker("bob", &supply, 10),
        world.person("mallory", 0, 0),
    );
    let mut steal = client::unstake(
        &client::DelegationKeys {
            staker: bob.pubkey(),
            supplier: supply.address,
        },
        None,
    );
    steal.accounts[0].pubkey = mallory.pubkey();
    world
        .send(&[steal], &[&mallory])
        .refused(EmissionsError::WrongDelegation);
    unstake(&mut world, &bob, &supply, None).unwrap();
    world.wait(14 * DAY);
    let to = world.io_wallet(&mallory.pubkey());
    let mut steal = client::withdraw(
        &client::DelegationKeys {
            staker: bob.pubkey(),
            supplier: supply.address,
        },
        &to,
    );
    steal.accounts[0].pubkey = mallory.pubkey();
    world
        .send(&[steal], &[&mallory])
        .refused(EmissionsError::WrongDelegation);
    let other = world.newcomer("carol");
    let mut elsewhere = client::withdraw(
        &client::DelegationKeys {
            staker: bob.pubkey(),
            supplier: supply.address,
        },
        &to,
    );
    elsewhere.accounts[1].pubkey = other.address;
    world
        .send(&[elsewhere], &[&bob])
        .refused(EmissionsError::WrongDelegation);
    let vault = STAKE_VAULT.address;
    let lost = client::withdraw(
        &client::DelegationKeys {
            staker: bob.pubkey(),
            supplier: supply.address,
        },
        &vault,
    );
    let refused = world.send(&[lost], &[&bob]);
    refused.refused(EmissionsError::WrongDestination);
    withdraw(&mut world, &bob, &supply).unwrap();
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
            &client::DelegationKeys {
                staker: bob.pubkey(),
                supplier: supply.address,
            },
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
fn an_unstake_request_goes_back_into_active_stake_of_its_own_kind() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let bob = world.staker("bob", &supply, OWN_STAKE);
    unstake(&mut world, &bob, &supply, Some(40 * ONE_IO)).unwrap();
    unstake_own(&mut world, &supply.owner, &supply, Some(60 * ONE_IO)).unwrap();
    let stake = world.supplier_account(&supply).stake;
    assert_eq!(stake.own, (OWN_STAKE - 60) * ONE_IO);
    assert_eq!(stake.delegated, (OWN_STAKE - 40) * ONE_IO);

    world.wait(3 * HOUR);
    world.catch_up(&[supply.address]);
    let (owner, mallory) = (supply.owner.pubkey(), world.person("mallory", 0, 0));
    let mut theirs = client::cancel_unstake(
        &client::DelegationKeys {
            staker: bob.pubkey(),
            supplier: supply.address,
        },
        0,
    );
    theirs.accounts[0].pubkey = mallory.pubkey();
    world
        .send(&[theirs], &[&mallory])
        .refused(EmissionsError::WrongDelegation);
    let theirs = client::cancel_own_unstake(&bob.pubkey(), &supply.address, 0);
    world
        .send(&[theirs], &[&bob])
        .refused(EmissionsError::NotOwner);
    for free in [1, 9] {
        let none = client::cancel_unstake(
            &client::DelegationKeys {
                staker: bob.pubkey(),
                supplier: supply.address,
            },
            free,
        );
        world
            .send(&[none], &[&bob])
            .refused(EmissionsError::WrongUnstakeRequest);
        let none = client::cancel_own_unstake(&owner, &supply.address, free);
        world
            .send(&[none], &[&supply.owner])
            .refused(EmissionsError::WrongUnstakeRequest);
    }
    let back = client::cancel_unstake(
        &client::DelegationKeys {
            staker: bob.pubkey(),
            supplier: supply.address,
        },
        0,
    );
    world.must(&[back], &[&bob]);
    let back = client::cancel_own_unstake(&owner, &supply.address, 0);
    world.must(&[back], &[&supply.owner]);
    let stake = world.supplier_account(&supply).stake;
    assert_eq!(
        (stake.own, stake.delegated),
        (OWN_STAKE * ONE_IO, OWN_STAKE * ONE_IO)
    );
    assert_eq!((stake.own_cooling, stake.cooling), (0, 0));
}

#[test]
fn p09_an_old_owners_unstake_request_is_withdrawn_not_given_to_the_new_one() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    unstake_own(&mut world, &supply.owner, &supply, Some(60 * ONE_IO)).unwrap();
    let buyer = world.person("buyer", 0, 0);
    let owner = supply.owner.pubkey();
    let propose = client::propose_owner(&owner, &supply.address, buyer.pubkey());
    world.must(&[propose], &[&supply.owner]);
    world.must(
        &[client::accept_owner(&buyer.pubkey(), &supply.address)],
        &[&buyer],
    );
    let cancel = client::cancel_own_unstake(&owner, &supply.address, 0);
    world
        .send(&[cancel], &[&supply.owner])
        .refused(EmissionsError::NotOwner);
    let cancel = client::cancel_own_unstake(&buyer.pubkey(), &supply.address, 0);
    world
        .send(&[cancel], &[&buyer])
        .refused(EmissionsError::NotOwner);
    world.wait(14 * DAY);
    let old = &supply.owner;
    let mine = world.io_wallet(&buyer.pubkey());
    let steal = client::withdraw_own(&client::WithdrawOwnAccounts {
        signer: buyer.pubkey(),
        supplier: supply.address,
        holder: owner,
        destination: mine,
    });
    world
        .send(&[steal], &[&buyer])
        .refused(EmissionsError::WrongDestination);
    // The new owner sends the old one what is its, so that its unstake requests do not take the places permanently: to any account
    // of its, since it may have given its associated one away.
    let io = world.io;
    let odd = world.odd_account(&owner, &io);
    let to_odd = client::withdraw_own(&client::WithdrawOwnAccounts {
        signer: buyer.pubkey(),
        supplier: supply.address,
        holder: owner,
        destination: odd,
    });
    world.must(&[to_odd], &[&buyer]);
    assert_eq!(world.balance(&odd), 60 * ONE_IO);
    withdraw_own(&mut world, old, &supply, old).refused(EmissionsError::StillCooling);
}

#[test]
fn rewards_are_compounded_into_stake() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let bob = world.staker("bob", &supply, OWN_STAKE);
    let compound = client::compound(&client::DelegationKeys {
        staker: bob.pubkey(),
        supplier: supply.address,
    });
    world.must(&[compound.clone()], &[&bob]); // nothing yet
    world.wait(4 * HOUR);
    let refused = world.send(&[compound.clone()], &[&bob]);
    refused.refused(EmissionsError::AdvanceClockFirst);
    world.catch_up(&[supply.address]);
    let staked = world.balance(&STAKE_VAULT.address);
    let rewards = world.balance(&REWARD_VAULT.address);
    world.must(&[compound.clone()], &[&bob]);
    let delegation = client::delegation_address(&client::DelegationKeys {
        staker: bob.pubkey(),
        supplier: supply.address,
    });
    let earned = world.read::<Delegation>(&delegation).claimed;
    assert!(earned > 0);
    assert_eq!(world.balance(&STAKE_VAULT.address), staked + earned);
    assert_eq!(world.balance(&REWARD_VAULT.address), rewards - earned);
    let stake = world.supplier_account(&supply).stake;
    assert_eq!(stake.delegated, OWN_STAKE * ONE_IO + earned);
    assert_eq!(world.read::<Ledger>(&LEDGER.address).claimed_total, earned);

    let mallory = world.person("mallory", 0, 0);
    let mut theirs = compound;
    theirs.accounts[0].pubkey = mallory.pubkey();
    world
        .send(&[theirs], &[&mallory])
        .refused(EmissionsError::WrongDelegation);
}

#[test]
fn p10_an_empty_delegation_pays_what_it_had_earned_and_gives_its_rent_back() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let bob = world.staker("bob", &supply, OWN_STAKE);
    world.wait(4 * HOUR);
    let wallet = world.io_wallet(&bob.pubkey());
    let close = client::close_delegation(
        &client::DelegationKeys {
            staker: bob.pubkey(),
            supplier: supply.address,
        },
        &wallet,
    );
    world
        .send(&[close.clone()], &[&bob])
        .refused(EmissionsError::DelegationInUse);
    unstake(&mut world, &bob, &supply, None).unwrap();
    world
        .send(&[close.clone()], &[&bob])
        .refused(EmissionsError::DelegationInUse);
    world.wait(14 * DAY);
    withdraw(&mut world, &bob, &supply).unwrap();

    let mallory = world.person("mallory", 0, 0);
    let theirs = world.io_wallet(&mallory.pubkey());
    let elsewhere = client::close_delegation(
        &client::DelegationKeys {
            staker: bob.pubkey(),
            supplier: supply.address,
        },
        &theirs,
    );
    world
        .send(&[elsewhere], &[&bob])
        .refused(EmissionsError::WrongDestination);
    let mut stolen = close.clone();
    stolen.accounts[0].pubkey = mallory.pubkey();
    world
        .send(&[stolen], &[&mallory])
        .refused(EmissionsError::WrongDelegation);

    let (lamports, stake) = (world.lamports(&bob.pubkey()), OWN_STAKE * ONE_IO);
    world.must(&[close], &[&bob]);
    assert!(world.io_of(&bob.pubkey()) > stake);
    assert!(world.lamports(&bob.pubkey()) > lamports);
    let delegation = client::delegation_address(&client::DelegationKeys {
        staker: bob.pubkey(),
        supplier: supply.address,
    });
    assert!(world.account(&delegation).is_none());
    // It can be opened again.
    world.delegate(&bob, &supply, ONE_IO).unwrap();
}

#[test]
fn eight_unstakings_cool_side_by_side_and_leave_together() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let bob = world.staker("bob", &supply, 10);
    for _ in 0..8 {
        unstake(&mut world, &bob, &supply, Some(ONE_IO)).unwrap();
    }
    unstake(&mut world, &bob, &supply, Some(ONE_IO)).refused(EmissionsError::UnstakeRequestsFull);
    for _ in 0..4 {
        unstake_own(&mut world, &supply.owner, &supply, Some(ONE_IO)).unwrap();
    }
    unstake_own(&mut world, &supply.owner, &supply, Some(ONE_IO))
        .refused(EmissionsError::UnstakeRequestsFull);
    world.wait(14 * DAY);
    withdraw(&mut world, &bob, &supply).unwrap();
    assert_eq!(world.io_of(&bob.pubkey()), 8 * ONE_IO);
    unstake(&mut world, &bob, &supply, Some(ONE_IO)).unwrap();
}
