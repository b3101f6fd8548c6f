//! The meter, the start, refunds.

use io_common::{
    constants::{HOUR, ONE_USDC},
    oracle::policy::MAX_AHEAD,
};
use io_tests::{offer_args, Refused, Rental, Supply, Terms, World};
use marketplace::{
    error::MarketplaceError,
    state::{Currency, EndReason, Status},
};
use solana_signer::Signer;

use super::{step_back, SKEW};

const TWO_DAYS: Terms = Terms {
    gpus: 2,
    hours: 48,
    currency: Currency::Usdc,
};
/// Of two GPUs at two dollars an hour.
const HOURLY: u64 = 4 * ONE_USDC;
const PURSE: u64 = 100_000 * ONE_USDC;
const START_WINDOW: i64 = 1_800;

fn reserved() -> (World, Supply, Rental) {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let offer = world.offer(&supply, offer_args());
    let rental = world.reserve("bob", &supply, offer, TWO_DAYS);
    (world, supply, rental)
}

fn started() -> (World, Supply, Rental) {
    let (mut world, supply, rental) = reserved();
    world.start(&supply, &rental).unwrap();
    (world, supply, rental)
}

/// Cost to the renter of `gross`: plus the fee of 2.25 %, rounded up.
fn cost(gross: u64) -> u64 {
    gross + (gross * 225).div_ceil(10_000)
}

#[test]
fn p13_a_meter_that_is_read_early_pays_nothing_twice() {
    let story = |skew: i64| {
        let (mut world, supply, rental) = started();
        for _ in 0..6 {
            world.wait(6 * HOUR + skew);
            world.settle_reservation(&supply, &rental).unwrap();
            let ahead = world.usdc_of(&supply.payout.pubkey());
            world.wait(-skew);
            world.settle_reservation(&supply, &rental).unwrap();
            assert_eq!(world.usdc_of(&supply.payout.pubkey()), ahead);
            world.assert_conserved(&rental);
        }
        // The last reading, after the longest of them.
        world.wait(SKEW);
        world.settle_reservation(&supply, &rental).unwrap();
        let paid = world.usdc_of(&supply.payout.pubkey());
        (paid, world.reservation(&rental))
    };
    assert_eq!(story(SKEW), story(0));
}

#[test]
fn p14_a_reservation_is_started_or_cancelled_and_never_both() {
    // A clock that is ahead shortens the supplier's half hour, and gives the seconds back when it is corrected.
    let (mut world, supply, rental) = reserved();
    world.wait(START_WINDOW + SKEW);
    world
        .start(&supply, &rental)
        .refused(MarketplaceError::TooLateToStart);
    step_back(&mut world);
    world
        .cancel(&rental)
        .refused(MarketplaceError::TooEarlyToCancel);
    world.start(&supply, &rental).unwrap();
    world.wait(SKEW);
    world.cancel(&rental).refused(MarketplaceError::NotReserved);

    // A reservation cancelled while the clock was ahead stays cancelled, with a full refund.
    let (mut world, supply, rental) = reserved();
    world.wait(START_WINDOW + SKEW);
    world.cancel(&rental).unwrap();
    step_back(&mut world);
    world
        .start(&supply, &rental)
        .refused(MarketplaceError::NotReserved);
    assert_eq!(world.usdc_of(&rental.renter.pubkey()), PURSE);
    world.assert_conserved(&rental);
}

#[test]
fn p13_what_starts_before_it_was_reserved_is_metered_from_its_start() {
    let (mut world, supply, rental) = reserved();
    step_back(&mut world);
    world.start(&supply, &rental).unwrap();
    let reservation = world.reservation(&rental);
    assert_eq!(reservation.started_at, reservation.created_at - SKEW);
    let end = reservation.ends_at().unwrap();
    world.vm.set_unix_time(end);
    world.complete(&rental).unwrap();
    let paid = PURSE - world.usdc_of(&rental.renter.pubkey());
    assert_eq!(paid, cost(48 * HOURLY));
    world.assert_conserved(&rental);
}

#[test]
fn p13_p14_a_renter_gets_out_before_the_meter_has_begun() {
    let (mut world, _, rental) = started();
    step_back(&mut world);
    world.terminate(&rental).unwrap();
    let reservation = world.reservation(&rental);
    assert_eq!(
        reservation.end_reason().unwrap(),
        EndReason::TerminatedEarly
    );
    // Nothing was used, and within the first minutes nothing else is due.
    assert_eq!(world.usdc_of(&rental.renter.pubkey()), PURSE);
    world.assert_conserved(&rental);
}

/// The GPUs were never up: the clock steps back before the recorded downtime.
#[test]
fn p13_p14_a_clock_set_back_into_downtime_meters_nothing_and_holds_nobody() {
    let (mut world, supply, rental) = started();
    world.wait(100);
    world.report(&rental, true, 100).unwrap();
    world.wait(100);
    world.report(&rental, false, 0).unwrap();
    step_back(&mut world);
    let now = world.now();
    assert_eq!(world.reservation(&rental).metered(now), Ok(0));
    world.settle_reservation(&supply, &rental).unwrap();
    world.terminate_by_supplier(&rental, &supply.owner).unwrap();
    assert_eq!(world.usdc_of(&rental.renter.pubkey()), PURSE);
    world.assert_conserved(&rental);
}

#[test]
fn p14_what_ended_early_by_the_clock_stays_ended_and_is_held_back_as_long() {
    let (mut world, supply, rental) = started();
    let end = world.reservation(&rental).ends_at().unwrap();
    world.vm.set_unix_time(end);
    world.complete(&rental).unwrap();
    step_back(&mut world);
    world
        .terminate(&rental)
        .refused(MarketplaceError::NotActive);
    world.settle_reservation(&supply, &rental).unwrap();
    let reservation = world.reservation(&rental);
    assert!(reservation.is(Status::Ended));
    assert_eq!(
        (reservation.ended_at, reservation.releases_at().unwrap()),
        (end, end + 24 * HOUR)
    );
    world.vm.set_unix_time(end + 24 * HOUR);
    step_back(&mut world);
    world
        .close_reservation(&supply, &rental)
        .refused(MarketplaceError::HeldBack);
    world.wait(SKEW);
    world.close_reservation(&supply, &rental).unwrap();
    world.assert_closed(&supply, &rental);
}

#[test]
fn p17_a_reservation_in_io_takes_a_price_of_the_clocks_band() {
    let (mut world, supply, _) = reserved();
    let offer = world.offer(&supply, offer_args());
    let in_io = Terms {
        gpus: 1,
        hours: 1,
        currency: Currency::Io,
    };
    // Published by a correct clock, read by one that lags.
    world.set_price(0.25);
    world.wait(-MAX_AHEAD);
    world.reserve("carol", &supply, offer, in_io);
}

#[test]
fn the_councils_word_of_a_clock_ahead_waits_for_the_clusters() {
    let (mut world, _, rental) = started();
    world.wait(HOUR);
    let refused = {
        world.wait(SKEW);
        let report = world.outage_report(true, 0);
        step_back(&mut world);
        let [first, second, _] = world.attestors();
        let attestors = [first.pubkey(), second.pubkey()];
        let agreement = io_client::marketplace::Agreement::Signed(&attestors);
        let report =
            io_client::marketplace::report_outage(agreement, &rental.address, report.clone());
        let refused = world.send_attested(report.clone(), &[&first, &second]);
        world.wait(SKEW);
        world.send_attested(report, &[&first, &second]).unwrap();
        refused
    };
    refused.refused(MarketplaceError::StaleDecision);
    // A second repeated by a clock that stepped back is not charged twice.
    step_back(&mut world);
    world
        .report(&rental, false, 0)
        .refused(MarketplaceError::StaleDecision);
    world.wait(SKEW + 1);
    world.report(&rental, false, 0).unwrap();
}
