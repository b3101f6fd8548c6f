//! Lido on Solana (24 million USD stuck): rent was hard-coded.
//!
//! The same mistake here: the cluster changes its rent, and accounts can no longer be made, or an exit moves more
//! lamports than an account has, or asks for a top-up that nobody sends. P-14 holds it: accounts are made by what
//! `Rent::get` says, closing moves all that is there (`CloseReservation::close`, Anchor's `close`), and no exit makes an account.

use anchor_lang::prelude::Pubkey;
use io_client::emissions as client;
use io_common::constants::{DAY, HOUR, ONE_IO};
use io_tests::{offer_args, Terms, World, OWN_STAKE};
use marketplace::state::Currency;
use solana_signer::Signer;

use crate::actions::{unstake, withdraw};

const TEN_HOURS: Terms = Terms {
    gpus: 2,
    hours: 10,
    currency: Currency::Usdc,
};
/// Rent rate of clusters until September 2026, in lamports a byte.
const ORDINARY: u64 = 6_960;
/// Bytes that every account is charged for beside its own.
const OVERHEAD: u64 = 128;
/// Lamports of a signature.
const SIGNATURE: u64 = 5_000;

/// Lamports with which an account was made, for a byte.
fn rent_of(world: &mut World, address: &Pubkey, extra: u64) -> u64 {
    let account = world.account(address).unwrap();
    let bytes = account.data.len() as u64 + OVERHEAD;
    (account.lamports - extra) / bytes
}

/// Reserved at one rent, closed at another: the payer gets what it has paid, whatever that was.
#[test]
fn p14_a_reservation_ends_and_gives_its_rent_back_whatever_rent_is_by_then() {
    for (reserved, ended) in [
        (ORDINARY, 20 * ORDINARY),
        (ORDINARY / 4, ORDINARY),
        (20 * ORDINARY, ORDINARY / 4),
    ] {
        let mut world = World::lite();
        let supply = world.supplier("alice");
        let offer = world.offer(&supply, offer_args());
        world.vm.set_rent(reserved);
        let bob = world.person("bob", 100_000, 100_000);
        let before = world.lamports(&bob.pubkey());
        let rental = world.reserve("bob", &supply, offer, TEN_HOURS);
        let bounty = u64::from(world.reservation(&rental).bounty);
        assert_eq!(rent_of(&mut world, &rental.address, bounty), reserved);
        assert_eq!(rent_of(&mut world, &rental.escrow, 0), reserved);

        world.vm.set_rent(ended);
        world.start(&supply, &rental).unwrap();
        world.wait(4 * HOUR);
        world.settle_reservation(&supply, &rental).unwrap();
        world.terminate(&rental).unwrap();
        world.wait(DAY);
        world.close_reservation(&supply, &rental).unwrap();
        world.assert_closed(&supply, &rental);
        // It has signed two transactions.
        let spent = before - world.lamports(&bob.pubkey());
        assert_eq!(spent, 2 * SIGNATURE + bounty, "{reserved} and {ended}");
    }
}

/// Stake comes out and its delegation closes while every account of it has less than the new rent asks for.
#[test]
fn p10_stake_and_rewards_leave_after_a_rise_of_the_rent() {
    let mut world = World::lite();
    let alice = world.supplier("alice");
    let bob = world.staker("bob", &alice, OWN_STAKE);
    world.vm.set_rent(20 * ORDINARY);
    world.wait(3 * HOUR);
    unstake(&mut world, &alice, &bob, None).unwrap();
    world.wait(14 * DAY);
    assert_eq!(withdraw(&mut world, &alice, &bob), OWN_STAKE * ONE_IO);
    let (owner, wallet) = (bob.pubkey(), world.io_wallet(&bob.pubkey()));
    let delegation = client::delegation_address(&client::DelegationKeys {
        staker: owner,
        supplier: alice.address,
    });
    let (rent, before) = (world.lamports(&delegation), world.lamports(&owner));
    let close = client::close_delegation(
        &client::DelegationKeys {
            staker: owner,
            supplier: alice.address,
        },
        &wallet,
    );
    world.must(&[close], &[&bob]);
    assert_eq!(world.lamports(&owner), before + rent - SIGNATURE);
    assert!(world.io_of(&owner) > OWN_STAKE * ONE_IO);
}
