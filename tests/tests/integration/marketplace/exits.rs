//! P-14: every way out, before its time, in time and after it.

use io_client::marketplace as client;
use io_common::{
    addresses::{IO_VAULT, USDC_VAULT},
    constants::{HOUR, ONE_USDC},
};
use io_tests::{key, offer_args, Outcome, Refused, Rental, Supply, Terms, World};
use marketplace::{
    error::MarketplaceError,
    quote,
    state::{Currency, Status},
};
use solana_signer::Signer;

const TEN_HOURS: Terms = Terms {
    gpus: 2,
    hours: 10,
    currency: Currency::Usdc,
};
/// Of two GPUs at two dollars an hour.
const HOURLY: u64 = 4 * ONE_USDC;
const PURSE: u64 = 100_000 * ONE_USDC;

/// 2.25 % of `gross`, rounded up.
fn fee(gross: u64) -> u64 {
    (gross * 225).div_ceil(10_000)
}

#[test]
fn p13_the_renter_terminates_and_gets_back_what_was_not_used() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let rental = world.rent("bob", &supply, TEN_HOURS);
    world.wait(4 * HOUR);
    world.terminate(&rental).unwrap();
    let used = 4 * HOURLY;
    assert_eq!(
        world.usdc_of(&rental.renter.pubkey()),
        PURSE - used - fee(used)
    );
    assert_eq!(
        world.usage(&supply).reserved_gpus,
        0,
        "the GPUs are free at once"
    );

    world
        .close_reservation(&supply, &rental)
        .refused(MarketplaceError::HeldBack);
    world.wait(24 * HOUR - 1);
    world
        .close_reservation(&supply, &rental)
        .refused(MarketplaceError::HeldBack);
    world.wait(1);
    world.close_reservation(&supply, &rental).unwrap();
    assert_eq!(world.usdc_of(&supply.payout.pubkey()), used - fee(used));
    assert_eq!(world.balance(&USDC_VAULT.address), 2 * fee(used));
    world.assert_closed(&supply, &rental);
    let service = world.usage(&supply).service;
    assert_eq!((service.completed, service.gpu_seconds), (1, 2 * 4 * 3_600));
    assert_eq!(service.fees_usdc, 2 * fee(used));
}

#[test]
fn the_first_hour_is_due_but_for_the_first_minutes() {
    for (seconds, due, early) in [(300, HOURLY / 12, 1), (900, HOURLY, 0)] {
        let mut world = World::new();
        let supply = world.supplier("alice");
        let rental = world.rent("bob", &supply, TEN_HOURS);
        world.wait(seconds);
        world.terminate(&rental).unwrap();
        assert_eq!(
            world.usdc_of(&rental.renter.pubkey()),
            PURSE - due - fee(due)
        );
        world.wait(24 * HOUR);
        world.close_reservation(&supply, &rental).unwrap();
        world.assert_closed(&supply, &rental);
        let service = world.usage(&supply).service;
        assert_eq!((service.early, service.completed), (early, 1 - early));
    }
}

/// The supplier asks for six hours at least, and the renter has seen it.
#[test]
fn the_least_hours_of_the_offer_are_a_term_of_the_reservation() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let mut args = offer_args();
    args.min_hours = 6;
    let offer = world.offer(&supply, args);
    let rental = world.reserve("bob", &supply, offer, TEN_HOURS);
    world.start(&supply, &rental).unwrap();
    world.wait(HOUR);
    let now = world.now();
    let reservation = world.reservation(&rental);
    let refund = quote::refund_if_terminated(&reservation, now);
    let due = 6 * HOURLY;
    assert_eq!(refund, reservation.locked - due - fee(due));
    world.terminate(&rental).unwrap();
    let purse = world.usdc_of(&rental.renter.pubkey());
    assert_eq!(purse, PURSE - due - fee(due));
}

#[test]
fn a_supplier_who_leaves_gives_the_last_hour_away() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let rental = world.rent("bob", &supply, TEN_HOURS);
    world.wait(4 * HOUR);
    let bob = &rental.renter;
    for stranger in [bob, &supply.operator] {
        let refused = world.terminate_by_supplier(&rental, stranger);
        refused.refused(MarketplaceError::NotOwner);
    }
    world.terminate_by_supplier(&rental, &supply.owner).unwrap();
    let due = 3 * HOURLY;
    assert_eq!(world.usdc_of(&bob.pubkey()), PURSE - due - fee(due));
    world.wait(24 * HOUR);
    world.close_reservation(&supply, &rental).unwrap();
    assert_eq!(world.usdc_of(&supply.payout.pubkey()), due - fee(due));
    assert_eq!(world.usage(&supply).service.terminated, 1);
    world.assert_closed(&supply, &rental);
}

#[test]
fn p14_time_runs_out_and_anybody_completes_and_closes() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let terms = Terms {
        currency: Currency::Io,
        ..TEN_HOURS
    };
    let rental = world.rent("bob", &supply, terms);
    let locked = world.reservation(&rental).locked;
    world.wait(10 * HOUR - 1);
    world
        .complete(&rental)
        .refused(MarketplaceError::TimeIsNotOver);
    world.wait(1);
    world
        .terminate(&rental)
        .refused(MarketplaceError::TimeIsOver);
    let late = world.terminate_by_supplier(&rental, &supply.owner);
    late.refused(MarketplaceError::TimeIsOver);
    world.wait(100 * HOUR);
    world.complete(&rental).unwrap();
    assert!(world.reservation(&rental).is(Status::Ended));
    // The hold-back counts from the end of the time, not of the transaction.
    world.close_reservation(&supply, &rental).unwrap();
    let paid = world.io_of(&supply.payout.pubkey());
    let vault = world.balance(&IO_VAULT.address);
    assert_eq!(paid + vault, locked);
    world.assert_closed(&supply, &rental);
}

#[test]
fn a_declined_reservation_gives_everything_back() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let offer = world.offer(&supply, offer_args());
    let rental = world.reserve("bob", &supply, offer, TEN_HOURS);
    world
        .decline(&rental, &rental.renter)
        .refused(MarketplaceError::NotSupplier);
    world.decline(&rental, &supply.operator).unwrap();
    assert_eq!(world.usdc_of(&rental.renter.pubkey()), PURSE);
    let service = world.usage(&supply).service;
    assert_eq!((service.declined, service.not_started), (1, 0));
    // Rent and bounty go back to who paid them.
    let finisher = world.lamports(&key("authority").pubkey());
    world.close_reservation(&supply, &rental).unwrap();
    assert!(world.lamports(&key("authority").pubkey()) < finisher);
    world.assert_closed(&supply, &rental);
    assert_eq!(
        world.lamports(&rental.renter.pubkey()),
        1_000_000_000_000 - 2 * 5_000
    );
}

#[test]
fn p14_an_absent_supplier_holds_nothing_up() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let offer = world.offer(&supply, offer_args());
    let rental = world.reserve("bob", &supply, offer, TEN_HOURS);
    world.wait(1_800);
    world
        .cancel(&rental)
        .refused(MarketplaceError::TooEarlyToCancel);
    world
        .terminate(&rental)
        .refused(MarketplaceError::NotActive);
    world.complete(&rental).refused(MarketplaceError::NotActive);
    world
        .close_reservation(&supply, &rental)
        .refused(MarketplaceError::NotEnded);
    world.wait(1);
    world.cancel(&rental).unwrap();
    assert_eq!(world.usdc_of(&rental.renter.pubkey()), PURSE);
    assert_eq!(world.usage(&supply).service.not_started, 1);
    world.close_reservation(&supply, &rental).unwrap();
    world.assert_closed(&supply, &rental);
}

/// Anyone may close what the supplier did not start: the bounty goes back to who paid it, as after a decline.
#[test]
fn a_supplier_earns_no_bounty_for_not_starting() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let offer = world.offer(&supply, offer_args());
    let operator = supply.operator.pubkey();
    type End = fn(&mut World, &Supply, &Rental) -> Outcome;
    let ends: [(i64, End); 3] = [
        (1_801, |world, _, rental| world.cancel(rental)),
        (1_801, |world, supply, rental| {
            world.decline(rental, &supply.operator)
        }),
        // Started in the last second, only to be left again.
        (1_800, |world, supply, rental| {
            world.start(supply, rental).unwrap();
            let left = world.terminate_by_supplier(rental, &supply.owner);
            world.wait(24 * HOUR);
            left
        }),
    ];
    for (number, (after, end)) in ends.into_iter().enumerate() {
        world.wait(HOUR);
        let rental = world.reserve(&format!("renter {number}"), &supply, offer, TEN_HOURS);
        let renter = rental.renter.pubkey();
        world.wait(after);
        end(&mut world, &supply, &rental).unwrap();
        let before = world.lamports(&operator);
        let reservation = world.reservation(&rental);
        let [paid, refunded] =
            [supply.payout.pubkey(), renter].map(|owner| world.usdc_wallet(&owner));
        let finish =
            client::close_reservation(&operator, &rental.address, &reservation, &paid, &refunded)
                .unwrap();
        world.must(&[finish], &[&supply.operator]);
        world.assert_closed(&supply, &rental);
        assert_eq!(world.lamports(&operator), before - 5_000, "its fee");
        // But for the fee of the reservation.
        assert_eq!(world.lamports(&renter), 1_000_000_000_000 - 5_000);
    }
    let service = world.usage(&supply).service;
    assert_eq!((service.not_started, service.declined), (2, 0));
}

/// What is reserved in one hour and nobody starts weighs as one, in whatever order it is cancelled, and what is declined as
/// none.
#[test]
fn many_reservations_at_once_count_once_as_not_started() {
    for order in [[0, 1, 2, 4], [4, 2, 1, 0], [1, 4, 0, 2]] {
        let mut world = World::new();
        let supply = world.supplier("alice");
        let offer = world.offer(&supply, offer_args());
        let one = Terms {
            gpus: 1,
            ..TEN_HOURS
        };
        let seconds = HOUR - world.now() % HOUR;
        world.wait(seconds);
        // At the first second of an hour, 20 and 40 minutes later, and at its last second; then in the next hour.
        let waits = [0, 1_200, 1_200, 1_199, 1];
        let rentals: Vec<_> = (0..)
            .zip(waits)
            .map(|(place, wait)| {
                world.wait(wait);
                world.reserve(&format!("mallory {place}"), &supply, offer, one)
            })
            .collect();
        world.decline(&rentals[3], &supply.operator).unwrap();
        world.wait(1_801);
        for place in order {
            world.cancel(&rentals[place]).unwrap();
        }
        let service = world.usage(&supply).service;
        assert_eq!((service.not_started, service.declined), (2, 1));
    }
}

#[test]
fn an_exit_happens_once_and_from_its_own_state() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let rental = world.rent("bob", &supply, TEN_HOURS);
    world.cancel(&rental).refused(MarketplaceError::NotReserved);
    world
        .decline(&rental, &supply.operator)
        .refused(MarketplaceError::NotReserved);
    world
        .close_reservation(&supply, &rental)
        .refused(MarketplaceError::NotEnded);
    world.wait(2 * HOUR);
    world.terminate(&rental).unwrap();
    world
        .terminate(&rental)
        .refused(MarketplaceError::NotActive);
    world.complete(&rental).refused(MarketplaceError::NotActive);
    let again = world.terminate_by_supplier(&rental, &supply.owner);
    again.refused(MarketplaceError::NotActive);
    world
        .start(&supply, &rental)
        .refused(MarketplaceError::NotReserved);
}

#[test]
fn an_exit_is_of_the_reservations_own_accounts() {
    let mut world = World::new();
    let (supply, other) = (world.supplier("alice"), world.supplier("carol"));
    let rental = world.rent("bob", &supply, TEN_HOURS);
    let (other_offer, mallory) = (
        world.offer(&other, offer_args()),
        world.person("mallory", 0, 0),
    );
    world.wait(2 * HOUR);
    let reservation = world.reservation(&rental);
    let wallet = world.usdc_wallet(&rental.renter.pubkey());
    let terminate = client::terminate(
        &rental.renter.pubkey(),
        &rental.address,
        &reservation,
        &wallet,
    );
    let swap = |from, to| {
        let mut swapped = terminate.clone();
        for meta in &mut swapped.accounts {
            if meta.pubkey == from {
                meta.pubkey = to;
            }
        }
        swapped
    };
    let (usage, other_usage) = (
        client::supplier_usage_address(&supply.address),
        client::supplier_usage_address(&other.address),
    );
    let theirs = world.usdc_wallet(&mallory.pubkey());
    for (wrong, error) in [
        (
            swap(rental.offer, other_offer),
            MarketplaceError::WrongOffer,
        ),
        (
            swap(usage, other_usage),
            MarketplaceError::WrongSupplierUsage,
        ),
        (swap(wallet, theirs), MarketplaceError::WrongDestination),
        (swap(rental.escrow, theirs), MarketplaceError::WrongEscrow),
    ] {
        world.send(&[wrong], &[&rental.renter]).refused(error);
    }
    let stolen = swap(rental.renter.pubkey(), mallory.pubkey());
    world
        .send(&[stolen], &[&mallory])
        .refused(MarketplaceError::NotRenter);

    world.must(&[terminate.clone()], &[&rental.renter]);
    world.wait(24 * HOUR);
    let reservation = world.reservation(&rental);
    let supplier_wallet = world.usdc_wallet(&supply.payout.pubkey());
    let finish = client::close_reservation(
        &mallory.pubkey(),
        &rental.address,
        &reservation,
        &supplier_wallet,
        &wallet,
    )
    .unwrap();
    let swap = |from, to| {
        let mut swapped = finish.clone();
        for meta in &mut swapped.accounts {
            if meta.pubkey == from {
                meta.pubkey = to;
            }
        }
        swapped
    };
    for (wrong, error) in [
        (
            swap(USDC_VAULT.address, IO_VAULT.address),
            MarketplaceError::WrongVault,
        ),
        (
            swap(rental.renter.pubkey(), mallory.pubkey()),
            MarketplaceError::WrongReservationPayer,
        ),
        (
            swap(supplier_wallet, theirs),
            MarketplaceError::WrongDestination,
        ),
        (
            swap(usage, other_usage),
            MarketplaceError::WrongSupplierUsage,
        ),
        (
            swap(supply.address, other.address),
            MarketplaceError::WrongSupplier,
        ),
    ] {
        world.send(&[wrong], &[&mallory]).refused(error);
    }
}
