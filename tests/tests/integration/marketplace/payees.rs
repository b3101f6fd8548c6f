//! P-14: a frozen or closed token account of one party never holds up the other.

use anchor_lang::prelude::Pubkey;
use anchor_spl::token::spl_token::instruction::{set_authority, AuthorityType};
use io_client::marketplace as client;
use io_common::{
    addresses::USDC_VAULT,
    constants::{HOUR, ONE_USDC},
};
use io_tests::{key, Refused, Rental, Supply, Terms, World};
use marketplace::{
    error::MarketplaceError,
    state::{Currency, Payee, Reservation, Status},
};
use solana_account::Account;
use solana_signer::Signer;

const TEN_HOURS: Terms = Terms {
    gpus: 2,
    hours: 10,
    currency: Currency::Usdc,
};
fn rented() -> (World, Supply, Rental) {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let rental = world.rent("bob", &supply, TEN_HOURS);
    world.wait(4 * HOUR);
    (world, supply, rental)
}

#[test]
fn p14_a_frozen_renter_is_owed_and_collects_elsewhere() {
    let (mut world, supply, rental) = rented();
    let wallet = world.usdc_wallet(&rental.renter.pubkey());
    world.freeze(&wallet);
    world.terminate(&rental).unwrap();
    let owed = world.reservation(&rental).owed(Payee::Payer).unwrap();
    assert!(owed > 0);
    assert_eq!(
        world.usage(&supply).reserved_gpus,
        0,
        "the supplier has its GPUs back"
    );

    world.wait(24 * HOUR);
    world.close_reservation(&supply, &rental).unwrap();
    assert!(world.usdc_of(&supply.payout.pubkey()) > 0, "and its money");
    assert!(world.reservation(&rental).is(Status::Closed));

    let friend = world.person("friend", 0, 0);
    let to = world.usdc_wallet(&friend.pubkey());
    let reservation = world.reservation(&rental);
    let collect = |payee: &Pubkey| client::withdraw_owed(payee, &rental.address, &reservation, &to);
    let refused = world.send(&[collect(&friend.pubkey())], &[&friend]);
    refused.refused(MarketplaceError::NothingOwed);
    // Into the escrow: it would count as paid, and be nobody's.
    let mut circle = collect(&rental.renter.pubkey());
    for meta in &mut circle.accounts {
        if meta.pubkey == to {
            meta.pubkey = rental.escrow;
        }
    }
    let refused = world.send(&[circle], &[&rental.renter]);
    refused.refused(MarketplaceError::WrongDestination);
    world.must(&[collect(&rental.renter.pubkey())], &[&rental.renter]);
    assert_eq!(world.balance(&to), owed);
    let again = world.send(&[collect(&rental.renter.pubkey())], &[&rental.renter]);
    again.refused(MarketplaceError::NothingOwed);
    world.close_reservation(&supply, &rental).unwrap();
    assert!(world.account(&rental.address).is_none());
}

#[test]
fn p14_a_supplier_without_an_account_is_owed_and_the_renter_gets_away() {
    let (mut world, supply, rental) = rented();
    let payout = supply.payout.pubkey();
    let wallet = world.usdc_wallet(&payout);
    world.vm.set_account(wallet, Account::default()).unwrap();
    world.settle_reservation(&supply, &rental).unwrap();
    world.terminate(&rental).unwrap();
    assert!(world.usdc_of(&rental.renter.pubkey()) > 100_000 * ONE_USDC - 17 * ONE_USDC);
    world.wait(24 * HOUR);
    world.close_reservation(&supply, &rental).unwrap();
    let owed = world.reservation(&rental).owed(Payee::Supplier).unwrap();
    assert!(owed > 0);
    assert!(
        world.balance(&USDC_VAULT.address) > 0,
        "the fees have gone to the vault"
    );

    let authority = key("authority");
    let usdc = world.usdc;
    let create = io_client::spl::create_wallet(&authority.pubkey(), &payout, &usdc);
    world.must(&[create], &[&authority]);
    world.close_reservation(&supply, &rental).unwrap();
    assert_eq!(world.usdc_of(&payout), owed);
    assert!(world.account(&rental.address).is_none());
}

#[test]
fn p14_a_frozen_vault_leaves_the_fees_and_pays_everybody_else() {
    let (mut world, supply, rental) = rented();
    world.freeze(&USDC_VAULT.address);
    world.terminate(&rental).unwrap();
    world.wait(24 * HOUR);
    world.close_reservation(&supply, &rental).unwrap();
    assert!(world.usdc_of(&supply.payout.pubkey()) > 0);
    let reservation = world.reservation(&rental);
    let owed = reservation.owed(Payee::Fees).unwrap();
    assert_eq!(owed, world.balance(&rental.escrow));
    world.thaw(&USDC_VAULT.address);
    world.close_reservation(&supply, &rental).unwrap();
    assert!(world.account(&rental.address).is_none());
}

#[test]
fn p14_a_frozen_escrow_frees_the_gpus_and_pays_once_thawed() {
    let (mut world, supply, rental) = rented();
    world.freeze(&rental.escrow);
    world.terminate(&rental).unwrap();
    assert_eq!(world.usage(&supply).reserved_gpus, 0);
    world.wait(24 * HOUR);
    world.close_reservation(&supply, &rental).unwrap();
    let reservation = world.reservation(&rental);
    assert_eq!(reservation.escrowed().unwrap(), reservation.locked);
    world.thaw(&rental.escrow);
    world.close_reservation(&supply, &rental).unwrap();
    assert!(world.account(&rental.address).is_none());
}

#[test]
fn p12_a_donation_to_the_escrow_changes_no_ones_part_and_keeps_nothing_open() {
    let (mut world, supply, rental) = rented();
    let rich = world.person("rich", 0, 1_000);
    let from = world.usdc_wallet(&rich.pubkey());
    let donate = io_client::spl::transfer(&from, &rental.escrow, &rich.pubkey(), 500 * ONE_USDC);
    world.must(&[donate], &[&rich]);
    let before = world.usdc_of(&rental.renter.pubkey());
    world.terminate(&rental).unwrap();
    let used = 16 * ONE_USDC;
    let fee = (used * 225).div_ceil(10_000);
    assert_eq!(
        world.usdc_of(&rental.renter.pubkey()) - before,
        24 * ONE_USDC * 10_225 / 10_000
    );
    world.wait(24 * HOUR);
    world.close_reservation(&supply, &rental).unwrap();
    assert_eq!(world.usdc_of(&supply.payout.pubkey()), used - fee);
    assert_eq!(world.balance(&USDC_VAULT.address), 500 * ONE_USDC + 2 * fee);
    assert!(world.account(&rental.address).is_none());
}

#[test]
fn p14_while_the_vault_is_frozen_a_donation_keeps_nothing_open() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let offer = world.offer(&supply, io_tests::offer_args());
    let rental = world.reserve("bob", &supply, offer, TEN_HOURS);
    let rich = world.person("rich", 0, 1_000);
    let from = world.usdc_wallet(&rich.pubkey());
    let donate = io_client::spl::transfer(&from, &rental.escrow, &rich.pubkey(), 1);
    world.must(&[donate], &[&rich]);
    world.freeze(&USDC_VAULT.address);
    world.decline(&rental, &supply.operator).unwrap();
    // Whatever has become of the accounts of both sides.
    for owner in [rental.renter.pubkey(), supply.payout.pubkey()] {
        let wallet = world.usdc_wallet(&owner);
        world.freeze(&wallet);
    }
    world.close_reservation(&supply, &rental).unwrap();
    let reservation = world.reservation(&rental);
    assert!(reservation.is_paid(), "only the donation is left");
    let owners = [supply.payout.pubkey(), rental.renter.pubkey()];
    let [payout, renter] = owners.map(|owner| world.usdc_wallet(&owner));
    let (anyone, address) = (world.person("anyone", 0, 0), &rental.address);
    let into = |place| {
        let tokens = [&payout, &renter];
        client::close_reservation_into(&anyone.pubkey(), address, &reservation, tokens, Some(place))
            .unwrap()
    };
    // Back into the escrow does not close it.
    let circle = world.send(&[into(rental.escrow)], &[&anyone]);
    circle.refused_by(anchor_spl::token::ID);
    let own = world.usdc_wallet(&anyone.pubkey());
    world.must(&[into(own)], &[&anyone]);
    assert_eq!(world.balance(&own), 1);
    world.assert_closed(&supply, &rental);
}

/// While the vault receives, nobody else gets what is nobody's.
#[test]
fn p14_a_donation_in_a_frozen_escrow_waits_for_its_thaw() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let offer = world.offer(&supply, io_tests::offer_args());
    let rental = world.reserve("bob", &supply, offer, TEN_HOURS);
    let rich = world.person("rich", 0, 1_000);
    let from = world.usdc_wallet(&rich.pubkey());
    let donate = io_client::spl::transfer(&from, &rental.escrow, &rich.pubkey(), ONE_USDC);
    world.must(&[donate], &[&rich]);
    world.decline(&rental, &supply.operator).unwrap();
    world.freeze(&rental.escrow);
    world.close_reservation(&supply, &rental).unwrap();
    assert_eq!(world.balance(&rental.escrow), ONE_USDC);
    world.thaw(&rental.escrow);
    world.close_reservation(&supply, &rental).unwrap();
    assert!(world.account(&rental.address).is_none());
    assert_eq!(world.balance(&USDC_VAULT.address), ONE_USDC);
}

#[test]
fn a_donation_goes_to_the_vault_whatever_the_finisher_says() {
    let (mut world, supply, rental) = rented();
    let rich = world.person("rich", 0, 1);
    let from = world.usdc_wallet(&rich.pubkey());
    let donate = io_client::spl::transfer(&from, &rental.escrow, &rich.pubkey(), ONE_USDC);
    world.must(&[donate], &[&rich]);
    world.terminate(&rental).unwrap();
    world.wait(24 * HOUR);
    let reservation = world.reservation(&rental);
    let owners = [supply.payout.pubkey(), rental.renter.pubkey()];
    let [payout, renter] = owners.map(|owner| world.usdc_wallet(&owner));
    let (signer, tokens) = (rich.pubkey(), [&payout, &renter]);
    let finish =
        client::close_reservation_into(&signer, &rental.address, &reservation, tokens, Some(from))
            .unwrap();
    world.must(&[finish], &[&rich]);
    assert_eq!(world.balance(&from), 0);
    world.assert_closed(&supply, &rental);
}

/// Renter, payer, payout wallet and finisher are one: nothing is paid twice, and nothing is stuck.
#[test]
fn p14_who_rents_from_itself_gets_out() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let offer = world.offer(&supply, io_tests::offer_args());
    let payout = world.person("alice's payout", 0, 1_000);
    let both = [payout.insecure_clone(), payout];
    let rental = world.reserve_paid(both, &supply, offer, TEN_HOURS);
    let (payout, address) = (rental.renter.pubkey(), rental.address);
    world.start(&supply, &rental).unwrap();
    world.wait(4 * HOUR);
    world.dispute(&rental).unwrap();
    world.terminate(&rental).unwrap();
    world.wait(1);
    world.decide(&rental, 0).unwrap();
    world.assert_conserved(&rental);
    let wallet = world.usdc_wallet(&payout);
    world.freeze(&wallet);
    world.wait(24 * HOUR);
    let reservation = world.reservation(&rental);
    let finish =
        client::close_reservation(&payout, &address, &reservation, &wallet, &wallet).unwrap();
    world.must(&[finish.clone()], &[&rental.renter]);
    world.assert_conserved(&rental);
    world.thaw(&wallet);
    world.must(&[finish], &[&rental.renter]);
    world.assert_closed(&supply, &rental);
    let fees = 2 * (16 * ONE_USDC * 225).div_ceil(10_000);
    assert_eq!(world.usdc_of(&payout), 1_000 * ONE_USDC - fees);
    assert_eq!(world.balance(&USDC_VAULT.address), fees);
}

/// A renter who gives its token account away in the last second keeps its own 568 micro-USDC waiting and nothing else.
#[test]
fn p14_a_supplier_whose_part_is_paid_closes_whatever_the_renter_is_owed() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let rental = world.rent("bob", &supply, TEN_HOURS);
    world.wait(10 * HOUR - 1);
    let (bob, mallory) = (rental.renter.pubkey(), world.person("mallory", 0, 0));
    let wallet = world.usdc_wallet(&bob);
    let (token, to) = (anchor_spl::token::ID, mallory.pubkey());
    let owner = AuthorityType::AccountOwner;
    let give = set_authority(&token, &wallet, Some(&to), owner, &bob, &[]).unwrap();
    world.must(&[give], &[&rental.renter]);
    world.terminate(&rental).unwrap();
    let owed = world.reservation(&rental).owed(Payee::Payer).unwrap();
    assert!(owed > 0);
    world.wait(24 * HOUR);
    assert_eq!(world.usage(&supply).open_reservations, 1);
    let anyone = world.usdc_wallet(&mallory.pubkey());
    let collect = |payee: &Pubkey, settled: &Reservation| {
        client::withdraw_owed(payee, &rental.address, settled, &anyone)
    };
    // The supplier's own account fails too: as long as it is owed something, it stays.
    let payout = supply.payout.pubkey();
    let paid = world.usdc_wallet(&payout);
    for frozen in [USDC_VAULT.address, paid] {
        world.freeze(&frozen);
    }
    world.close_reservation(&supply, &rental).unwrap();
    assert_eq!(world.usage(&supply).open_reservations, 1);
    let settled = world.reservation(&rental);
    world.must(&[collect(&payout, &settled)], &[&supply.payout]);
    world.close_reservation(&supply, &rental).unwrap();
    assert_eq!(world.usage(&supply).open_reservations, 0);
    // Once, however often somebody closes.
    world.close_reservation(&supply, &rental).unwrap();
    assert_eq!(world.usage(&supply).open_reservations, 0);

    world.close_supplier(&supply);
    // Without it anybody sends the fees, the renter collects, and the last one closes.
    let settle = client::settle_reservation(&rental.address, &settled, &anyone);
    world.must(&[settle], &[&mallory]);
    world.thaw(&USDC_VAULT.address);
    world.sweep_fees(&rental).unwrap();
    assert!(world.balance(&USDC_VAULT.address) > 0);
    let refused = world.send(&[collect(&payout, &settled)], &[&supply.payout]);
    refused.refused(MarketplaceError::NothingOwed);
    let before = world.balance(&anyone);
    world.must(&[collect(&bob, &settled)], &[&rental.renter]);
    assert_eq!(world.balance(&anyone), before + owed);
    world.close_reservation(&supply, &rental).unwrap();
    world.assert_closed(&supply, &rental);
}

/// The same of one that was declined: nothing of it is ever the supplier's.
#[test]
fn p14_a_supplier_closes_over_a_declined_reservation() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let offer = world.offer(&supply, io_tests::offer_args());
    let rental = world.reserve("bob", &supply, offer, TEN_HOURS);
    let wallet = world.usdc_wallet(&rental.renter.pubkey());
    world.freeze(&wallet);
    world.decline(&rental, &supply.operator).unwrap();
    assert_eq!(world.usage(&supply).open_reservations, 0);
    world.close_supplier(&supply);
    world.thaw(&wallet);
    world.close_reservation(&supply, &rental).unwrap();
    assert_eq!(world.usdc_of(&rental.renter.pubkey()), 100_000 * ONE_USDC);
    world.assert_closed(&supply, &rental);
}
