//! Akash: rentals were overdrawn for free, deposits were locked in bids that nobody closed, rentals gave the wrong reason
//! for their end, and nobody could see how long the money would last.
//!
//! The same mistake here: the meter runs on after the last second paid for, a reservation that is never started or never
//! ended keeps what is in it, the account says another reason than the one that happened. P-13 and P-14 hold it: all is
//! paid ahead and `Reservation::elapsed` ends with it, every state has an exit for anybody, each exit has its
//! `EndReason`, and `quote::seconds_left` says how long.

use io_common::constants::{DAY, HOUR, ONE_USDC};
use io_tests::{offer_args, Outcome, Rental, Supply, Terms, World};
use marketplace::{
    quote,
    state::{Currency, EndReason},
};
use solana_signer::Signer;

const TEN_HOURS: Terms = Terms {
    gpus: 2,
    hours: 10,
    currency: Currency::Usdc,
};

fn reserved() -> (World, Supply, Rental) {
    let mut world = World::lite();
    let supply = world.supplier("alice");
    let offer = world.offer(&supply, offer_args());
    let rental = world.reserve("bob", &supply, offer, TEN_HOURS);
    (world, supply, rental)
}

/// Nobody closes it for a month; the supplier goes on serving, or says so.
#[test]
fn p13_a_reservation_that_nobody_closes_is_not_overdrawn() {
    let (mut world, supply, rental) = reserved();
    world.start(&supply, &rental).unwrap();
    world.wait(30 * DAY);
    world.settle_reservation(&supply, &rental).unwrap();
    let now = world.now();
    let reservation = world.reservation(&rental);
    assert_eq!(reservation.metered(now), Ok(10 * HOUR as u32));
    world.complete(&rental).unwrap();
    let reservation = world.reservation(&rental);
    assert_eq!(reservation.ended_at, reservation.started_at + 10 * HOUR);
    world.close_reservation(&supply, &rental).unwrap();
    let gross = 40 * ONE_USDC;
    let net = gross - (gross * 225).div_ceil(10_000);
    assert_eq!(world.usdc_of(&supply.payout.pubkey()), net);
    assert_eq!(world.usage(&supply).service.gpu_seconds, 2 * 10 * 3_600);
    world.assert_closed(&supply, &rental);
}

/// What Akash calls a bid: the supplier never answers, the renter is gone, and a stranger gives everything back.
#[test]
fn p14_a_deposit_waits_for_nobody() {
    let (mut world, supply, rental) = reserved();
    let renter = rental.renter.pubkey();
    let lamports = world.lamports(&renter);
    let rent = world.lamports(&rental.address) + world.lamports(&rental.escrow);
    world.wait(HOUR);
    world.cancel(&rental).unwrap();
    assert_eq!(world.usdc_of(&renter), 100_000 * ONE_USDC);
    world.close_reservation(&supply, &rental).unwrap();
    assert_eq!(world.lamports(&renter), lamports + rent);
    world.assert_closed(&supply, &rental);
}

#[test]
fn p14_every_end_says_why() {
    type End = fn(&mut World, &Supply, &Rental) -> Outcome;
    let ends: [(EndReason, bool, i64, End); 6] = [
        (EndReason::Declined, false, 0, |world, supply, rental| {
            world.decline(rental, &supply.operator)
        }),
        (EndReason::NotStarted, false, HOUR, |world, _, rental| {
            world.cancel(rental)
        }),
        (EndReason::Completed, true, 10 * HOUR, |world, _, rental| {
            world.complete(rental)
        }),
        (
            EndReason::RenterTerminated,
            true,
            HOUR,
            |world, _, rental| world.terminate(rental),
        ),
        (
            EndReason::SupplierTerminated,
            true,
            HOUR,
            |world, supply, rental| world.terminate_by_supplier(rental, &supply.owner),
        ),
        (
            EndReason::TerminatedForDowntime,
            true,
            4 * HOUR,
            |world, _, rental| {
                world.report(rental, true, 2 * HOUR).unwrap();
                world.terminate_for_downtime(rental)
            },
        ),
    ];
    for (reason, started, after, end) in ends {
        let (mut world, supply, rental) = reserved();
        if started {
            world.start(&supply, &rental).unwrap();
        }
        world.wait(after);
        end(&mut world, &supply, &rental).unwrap();
        assert_eq!(world.reservation(&rental).end_reason().unwrap(), reason);
        world.assert_conserved(&rental);
    }
}

/// The time until the escrow is empty, at every time, and exact: a second before its end it runs, then it is over.
#[test]
fn the_time_until_empty_is_shown_and_is_true() {
    let (mut world, supply, rental) = reserved();
    let left = |world: &mut World| {
        let now = world.now();
        i64::from(quote::seconds_left(&world.reservation(&rental), now).unwrap())
    };
    assert_eq!(left(&mut world), 10 * HOUR);
    world.wait(HOUR / 2);
    assert_eq!(left(&mut world), 10 * HOUR, "nothing runs before the start");
    world.start(&supply, &rental).unwrap();
    world.wait(4 * HOUR + 1);
    assert_eq!(left(&mut world), 6 * HOUR - 1);
    let more = world.extend_args(&rental, 3);
    world.extend(&rental, more).unwrap();
    assert_eq!(left(&mut world), 9 * HOUR - 1);
    let wait = left(&mut world) - 1;
    world.wait(wait);
    assert!(world.complete(&rental).is_err());
    world.wait(1);
    assert_eq!(left(&mut world), 0);
    world.complete(&rental).unwrap();
    assert_eq!(left(&mut world), 0);
}
