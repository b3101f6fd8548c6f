//! Start, the meter, settlement.

use anchor_lang::prelude::Pubkey;
use io_client::marketplace as client;
use io_common::constants::{HOUR, ONE_USDC};
use io_tests::{offer_args, Refused, Terms, World};
use marketplace::{
    error::MarketplaceError,
    state::{Currency, Status},
};
use solana_signer::Signer;

const THREE_DAYS: Terms = Terms {
    gpus: 2,
    hours: 72,
    currency: Currency::Usdc,
};
/// Of two GPUs at two dollars an hour.
const HOURLY: u64 = 4 * ONE_USDC;

/// What the supplier gets of `gross`: 2.25 % less, the fee rounded up.
fn net(gross: u64) -> u64 {
    gross - (gross * 225).div_ceil(10_000)
}

#[test]
fn the_operator_starts_within_half_an_hour_and_nobody_else() {
    let mut world = World::new();
    let (supply, mallory) = (world.supplier("alice"), world.supplier("mallory"));
    let offer = world.offer(&supply, offer_args());
    let rental = world.reserve("bob", &supply, offer, THREE_DAYS);
    let start = |signer: &solana_keypair::Keypair, supplier: &Pubkey| {
        client::start(
            &client::StartAccounts {
                authority: signer.pubkey(),
                supplier: *supplier,
                reservation: rental.address,
            },
            [5; 32],
        )
    };
    let theirs = start(&mallory.operator, &supply.address);
    world
        .send(&[theirs], &[&mallory.operator])
        .refused(MarketplaceError::NotSupplier);
    let theirs = start(&mallory.operator, &mallory.address);
    world
        .send(&[theirs], &[&mallory.operator])
        .refused(MarketplaceError::WrongSupplier);

    world.wait(1_800);
    world.start(&supply, &rental).unwrap();
    let reservation = world.reservation(&rental);
    assert!(reservation.is(Status::Active));
    assert_eq!(reservation.started_at, world.now());
    assert_eq!(reservation.connection_hash, [5; 32]);
    world
        .start(&supply, &rental)
        .refused(MarketplaceError::NotReserved);
}

#[test]
fn a_second_late_is_too_late_to_start() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let offer = world.offer(&supply, offer_args());
    let rental = world.reserve("bob", &supply, offer, THREE_DAYS);
    world.wait(1_801);
    world
        .start(&supply, &rental)
        .refused(MarketplaceError::TooLateToStart);
}

#[test]
fn p13_settlement_pays_by_the_second_all_but_the_last_day() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let rental = world.rent("bob", &supply, THREE_DAYS);
    let payout = supply.payout.pubkey();
    world.wait(24 * HOUR);
    world.settle_reservation(&supply, &rental).unwrap();
    assert_eq!(world.usdc_of(&payout), 0, "all of it is held back");
    world.wait(1);
    world.settle_reservation(&supply, &rental).unwrap();
    assert_eq!(world.usdc_of(&payout), net(HOURLY / 3_600));
    world.wait(10 * HOUR - 1);
    world.settle_reservation(&supply, &rental).unwrap();
    assert_eq!(world.usdc_of(&payout), net(10 * HOURLY));

    let reservation = world.reservation(&rental);
    let escrow = world.balance(&rental.escrow);
    assert_eq!(reservation.escrowed().unwrap(), escrow);
    assert_eq!(escrow + world.usdc_of(&payout), reservation.locked);
    // Nothing to do is success.
    world.settle_reservation(&supply, &rental).unwrap();
    assert_eq!(world.reservation(&rental), reservation);
}

#[test]
fn p13_the_number_of_settlements_changes_nothing() {
    let settled = |times: i64| {
        let mut world = World::new();
        let supply = world.supplier("alice");
        let rental = world.rent("bob", &supply, THREE_DAYS);
        for _ in 0..times {
            world.wait(60 * HOUR / times);
            world.settle_reservation(&supply, &rental).unwrap();
        }
        let paid = world.usdc_of(&supply.payout.pubkey());
        (paid, world.reservation(&rental))
    };
    let once = settled(1);
    assert_eq!(once.0, net(36 * HOURLY));
    assert_eq!(once, settled(9));
    assert_eq!(once, settled(50));
}

#[test]
fn p09_settlement_goes_to_the_payout_wallet_and_nowhere_else() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let rental = world.rent("bob", &supply, THREE_DAYS);
    world.wait(30 * HOUR);
    let reservation = world.reservation(&rental);
    let theirs = world.usdc_wallet(&rental.renter.pubkey());
    let steal = client::settle_reservation(&rental.address, &reservation, &theirs);
    let refused = world.send(&[steal], &[&rental.renter]);
    refused.refused(MarketplaceError::WrongDestination);
    // The payout wallet's own, but not where it looks.
    let odd = world.odd_account(&supply.payout.pubkey(), &world.usdc.clone());
    let hidden = client::settle_reservation(&rental.address, &reservation, &odd);
    let refused = world.send(&[hidden], &[&rental.renter]);
    refused.refused(MarketplaceError::WrongDestination);
    let mut confused = client::settle_reservation(&rental.address, &reservation, &theirs);
    let other = world.supplier("carol");
    confused.accounts[1].pubkey = other.address;
    world
        .send(&[confused], &[&rental.renter])
        .refused(MarketplaceError::WrongSupplier);
}
