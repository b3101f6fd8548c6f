//! The money of a reservation, whatever happens in whatever order.

use bytemuck::Zeroable;
use io_common::constants::{DAY, HOUR};
use proptest::prelude::*;

use super::*;
use crate::{
    constants::{FORFEIT, HOLD_BACK, START_WINDOW},
    quote,
};

const BOOKED_AT: i64 = 1_800_000_000;

fn reservation(segments: &[(u64, u32)], bps: u16) -> Reservation {
    let mut reservation = Reservation::zeroed();
    for (to, &(rate, seconds)) in reservation.segments.iter_mut().zip(segments) {
        *to = Segment::new(rate, seconds);
    }
    reservation.terms = Terms {
        start_window: START_WINDOW,
        hold_back: HOLD_BACK,
        forfeit: FORFEIT,
        renter_fee_bps: bps,
        supplier_fee_bps: bps,
    };
    let gross = reservation.gross(u32::MAX).unwrap();
    reservation.locked = reservation.terms.cost(gross).unwrap();
    reservation.created_at = BOOKED_AT;
    reservation.bounty = 300_000;
    reservation.gpus = 8;
    reservation.invariant().unwrap();
    reservation
}

/// Three days in USDC at 20 dollars an hour, started at once.
fn active() -> Reservation {
    let mut reservation = reservation(&[(20_000_000, 72 * 3_600)], 225);
    reservation.start([7; 32], BOOKED_AT).unwrap();
    reservation
}

fn pay_all(reservation: &mut Reservation) {
    for leg in [
        &mut reservation.to_supplier,
        &mut reservation.to_renter,
        &mut reservation.fees,
    ] {
        leg.pay().unwrap();
    }
}

/// Gross, supplier's part, renter's part and fees after everything is over.
fn outcome(mut reservation: Reservation) -> [u64; 4] {
    reservation
        .finish(reservation.ended_at + i64::from(HOLD_BACK))
        .unwrap();
    pay_all(&mut reservation);
    reservation.invariant().unwrap();
    assert!(reservation.is_paid());
    assert_eq!(reservation.escrowed(), Ok(0));
    [
        reservation.charged,
        reservation.to_supplier.paid,
        reservation.to_renter.paid,
        reservation.fees.paid,
    ]
}

#[derive(Clone, Copy, Debug)]
enum Action {
    Wait(i64),
    Start,
    Settle,
    Decline,
    Cancel,
    Terminate,
    TerminateBySupplier,
    End,
    Finish,
    PaySupplier,
    PayRenter,
    PayFees,
}

fn action() -> impl Strategy<Value = Action> {
    prop_oneof![
        6 => (0..=30 * HOUR).prop_map(Action::Wait),
        4 => (0..=1_900_i64).prop_map(Action::Wait),
        6 => Just(Action::Start),
        6 => Just(Action::Settle),
        1 => Just(Action::Decline),
        1 => Just(Action::Cancel),
        1 => Just(Action::Terminate),
        1 => Just(Action::TerminateBySupplier),
        2 => Just(Action::End),
        2 => Just(Action::Finish),
        3 => Just(Action::PaySupplier),
        3 => Just(Action::PayRenter),
        2 => Just(Action::PayFees),
    ]
}

/// Applies an action as a transaction does: all of it or nothing.
fn apply(reservation: &mut Reservation, action: Action, now: i64) -> bool {
    let mut next = *reservation;
    let done = match action {
        Action::Wait(_) => Ok(()),
        Action::Start => next.start([7; 32], now),
        Action::Settle => next.settle(now),
        Action::Decline => next.decline(),
        Action::Cancel => next.cancel(now),
        Action::Terminate => next.terminate(now),
        Action::TerminateBySupplier => next.terminate_by_supplier(now),
        Action::End => next.end(now),
        Action::Finish => next.finish(now),
        Action::PaySupplier => next.to_supplier.pay().map(drop).map_err(Into::into),
        Action::PayRenter => next.to_renter.pay().map(drop).map_err(Into::into),
        Action::PayFees => next.fees.pay().map(drop).map_err(Into::into),
    };
    match done {
        Ok(()) => *reservation = next,
        Err(_) => return false,
    }
    true
}

fn segments() -> impl Strategy<Value = Vec<(u64, u32)>> {
    prop::collection::vec((1..=1_u64 << 40, 1..=200_000_u32), 1..=5)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// P-13, to the last base unit, after every action; and nobody is ever owed less than before.
    #[test]
    fn p13_paid_and_refunded_and_fees_and_escrow_are_what_was_locked(
        segments in segments(), bps in 0..=1_000_u16, actions in prop::collection::vec(action(), 1..60),
    ) {
        let mut reservation = reservation(&segments, bps);
        let mut now = BOOKED_AT;
        for action in actions {
            if let Action::Wait(seconds) = action {
                now += seconds;
            }
            let before = reservation;
            apply(&mut reservation, action, now);
            reservation.invariant().unwrap();
            let paid = [&reservation.to_supplier, &reservation.to_renter, &reservation.fees]
                .map(|leg| leg.paid);
            let escrow = reservation.escrowed().unwrap();
            prop_assert_eq!(paid.iter().sum::<u64>() + escrow, reservation.locked);
            // What is owed is there, and what is held back beside it.
            let owed = reservation.to_supplier.owed + reservation.to_renter.owed + reservation.fees.owed;
            prop_assert!(owed + reservation.held().unwrap() <= escrow);
            let used = reservation.metered(now).unwrap().max(FORFEIT);
            prop_assert!(reservation.to_supplier.total().unwrap() <= reservation.gross(used).unwrap());
            prop_assert!(reservation.charged >= before.charged);
            prop_assert!(reservation.to_renter.total().unwrap() >= before.to_renter.total().unwrap());
        }
    }

    /// P-14: from wherever it stands, time and anybody's transactions lead out of it, and all is paid.
    #[test]
    fn p14_every_state_has_an_exit(
        segments in segments(), bps in 0..=1_000_u16, actions in prop::collection::vec(action(), 0..30),
    ) {
        let mut reservation = reservation(&segments, bps);
        let mut now = BOOKED_AT;
        for action in actions {
            if let Action::Wait(seconds) = action {
                now += seconds;
            }
            apply(&mut reservation, action, now);
        }
        now += 20 * DAY;
        for action in [Action::Cancel, Action::End] {
            apply(&mut reservation, action, now);
        }
        now += DAY;
        prop_assert!(apply(&mut reservation, Action::Finish, now));
        pay_all(&mut reservation);
        prop_assert!(reservation.is_paid());
        prop_assert_eq!(reservation.escrowed(), Ok(0));
    }

    /// The same life with settlements sprinkled over it ends the same way.
    #[test]
    fn the_number_of_settlements_changes_nothing(
        segments in segments(),
        bps in 0..=1_000_u16,
        waits in prop::collection::vec(0..=20 * HOUR, 1..40),
        how in 0..3_usize,
    ) {
        let mut settled = reservation(&segments, bps);
        settled.start([7; 32], BOOKED_AT).unwrap();
        let mut left_alone = settled;
        let mut now = BOOKED_AT;
        for wait in waits {
            now += wait;
            settled.settle(now).unwrap();
            settled.to_supplier.pay().unwrap();
        }
        let action = [Action::Terminate, Action::TerminateBySupplier, Action::End][how];
        prop_assert_eq!(
            apply(&mut settled, action, now),
            apply(&mut left_alone, action, now)
        );
        let end = now.max(settled.ends_at().unwrap());
        apply(&mut settled, Action::End, end);
        apply(&mut left_alone, Action::End, end);
        prop_assert_eq!(outcome(settled), outcome(left_alone));
    }

    #[test]
    fn a_quoted_refund_is_what_terminating_gives(seconds in 0..72 * HOUR) {
        let now = BOOKED_AT + seconds;
        let mut reservation = active();
        let quoted = quote::refund_if_terminated(&reservation, now);
        prop_assert_eq!(
            i64::from(quote::seconds_left(&reservation, now).unwrap()),
            72 * HOUR - seconds
        );
        reservation.terminate(now).unwrap();
        prop_assert_eq!(reservation.to_renter.owed, quoted);
    }
}

#[test]
fn three_days_to_the_end() {
    let mut reservation = active();
    // 72 h at 20 dollars, and 2.25 % on each side.
    assert_eq!(reservation.locked, 1_472_400_000);
    reservation.settle(BOOKED_AT + 24 * HOUR).unwrap();
    assert_eq!(reservation.to_supplier.owed, 0);
    reservation.settle(BOOKED_AT + 34 * HOUR).unwrap();
    assert_eq!(reservation.to_supplier.owed, 195_500_000);
    assert_eq!(reservation.fees.owed, 9_000_000);
    reservation.end(BOOKED_AT + 100 * HOUR).unwrap();
    assert_eq!(reservation.end_reason(), EndReason::Completed);
    assert_eq!(reservation.ended_at, BOOKED_AT + 72 * HOUR);
    assert_eq!(reservation.to_renter.owed, 0);
    // Two of three days are the supplier's at once, the last one a day later.
    assert_eq!(reservation.to_supplier.owed, 938_400_000);
    assert_eq!(reservation.held(), Ok(469_200_000));
    assert_eq!(
        outcome(reservation),
        [1_440_000_000, 1_407_600_000, 0, 64_800_000]
    );
}

#[test]
fn a_renter_who_leaves_pays_the_first_hour_at_least() {
    let [charged, supplier, renter, fees] = {
        let mut reservation = active();
        reservation.terminate(BOOKED_AT + 60).unwrap();
        // The unused part comes back at once.
        assert_eq!(reservation.to_renter.owed, 1_472_400_000 - 20_450_000);
        outcome(reservation)
    };
    assert_eq!(
        (charged, supplier, renter, fees),
        (20_000_000, 19_550_000, 1_451_950_000, 900_000)
    );
    let mut late = active();
    late.terminate(BOOKED_AT + 90 * 60).unwrap();
    assert_eq!(outcome(late)[0], 30_000_000);
}

#[test]
fn a_short_booking_costs_no_more_than_itself() {
    let mut reservation = reservation(&[(3_600, 600)], 25);
    reservation.start([7; 32], BOOKED_AT).unwrap();
    reservation.terminate(BOOKED_AT + 1).unwrap();
    assert_eq!(outcome(reservation)[0], 600);
}

#[test]
fn a_supplier_who_leaves_gives_the_last_hour_away() {
    let mut reservation = active();
    reservation
        .terminate_by_supplier(BOOKED_AT + 30 * HOUR)
        .unwrap();
    // 29 of 30 hours; no first hour, no fee on what comes back.
    assert_eq!(reservation.charged, 580_000_000);
    assert_eq!(reservation.to_renter.owed, 1_472_400_000 - 593_050_000);
    assert_eq!(reservation.end_reason(), EndReason::SupplierTerminated);

    let mut early = active();
    early.terminate_by_supplier(BOOKED_AT + 600).unwrap();
    assert_eq!(outcome(early), [0, 0, 1_472_400_000, 0]);
}

#[test]
fn a_supplier_who_leaves_gives_nothing_back_that_is_no_longer_held() {
    let mut reservation = active();
    reservation.terms.hold_back = 600;
    let now = BOOKED_AT + 10 * HOUR;
    reservation.settle(now).unwrap();
    let earned = reservation.to_supplier.owed;
    reservation.terminate_by_supplier(now).unwrap();
    assert_eq!(reservation.to_supplier.owed, earned);
    assert_eq!(reservation.held(), Ok(0));
}

#[test]
fn what_has_not_started_gives_everything_back() {
    let booked = reservation(&[(20_000_000, 72 * 3_600)], 225);
    let mut declined = booked;
    declined.decline().unwrap();
    assert_eq!(
        (declined.to_renter.owed, declined.bounty),
        (booked.locked, 0)
    );
    assert_eq!(declined.end_reason(), EndReason::Declined);

    let mut cancelled = booked;
    let late = BOOKED_AT + i64::from(START_WINDOW) + 1;
    cancelled.cancel(late).unwrap();
    assert_eq!(cancelled.to_renter.owed, booked.locked);
    assert_eq!(cancelled.end_reason(), EndReason::NotStarted);
    // There is no hold-back to wait for.
    cancelled.finish(late).unwrap();
    pay_all(&mut cancelled);
    assert!(cancelled.is_paid());
}

#[test]
fn each_step_has_its_time() {
    let booked = reservation(&[(20_000_000, 72 * 3_600)], 225);
    let (deadline, late) = (BOOKED_AT + 1_800, BOOKED_AT + 1_801);
    let refused = |reservation: Reservation, action: fn(&mut Reservation) -> Result<()>| {
        let mut reservation = reservation;
        action(&mut reservation).unwrap_err()
    };
    assert!({ booked }.start([7; 32], deadline).is_ok());
    assert_eq!(
        { booked }.start([7; 32], late).unwrap_err(),
        MarketplaceError::TooLateToStart.into()
    );
    assert_eq!(
        { booked }.cancel(deadline).unwrap_err(),
        MarketplaceError::TooEarlyToCancel.into()
    );
    for (action, error) in [
        (
            (|all| all.start([0; 32], BOOKED_AT)) as fn(&mut Reservation) -> Result<()>,
            MarketplaceError::NotReserved,
        ),
        (|all| all.decline(), MarketplaceError::NotReserved),
        (
            |all| all.cancel(BOOKED_AT + DAY),
            MarketplaceError::NotReserved,
        ),
        (
            |all| all.end(BOOKED_AT + 72 * HOUR - 1),
            MarketplaceError::TimeIsNotOver,
        ),
        (
            |all| all.terminate(BOOKED_AT + 72 * HOUR),
            MarketplaceError::TimeIsOver,
        ),
        (
            |all| all.terminate_by_supplier(BOOKED_AT + 72 * HOUR),
            MarketplaceError::TimeIsOver,
        ),
        (
            |all| all.finish(BOOKED_AT + 99 * DAY),
            MarketplaceError::NotEnded,
        ),
    ] {
        assert_eq!(refused(active(), action), error.into());
    }
    // The renter cannot leave before the start.
    assert_eq!(
        refused(booked, |all| all.terminate(BOOKED_AT)),
        MarketplaceError::NotActive.into()
    );
    let mut ended = active();
    ended.end(BOOKED_AT + 72 * HOUR).unwrap();
    assert_eq!(
        refused(ended, |all| all.finish(BOOKED_AT + 96 * HOUR - 1)),
        MarketplaceError::HeldBack.into()
    );
    assert_eq!(
        refused(ended, |all| all.end(BOOKED_AT + 72 * HOUR)),
        MarketplaceError::NotActive.into()
    );
}

#[test]
fn the_next_settlement_is_announced() {
    let booked = reservation(&[(20_000_000, 72 * 3_600)], 225);
    let next = |reservation: &Reservation, now| quote::next_settlement(reservation, now).unwrap();
    assert_eq!(next(&booked, BOOKED_AT).from, None);
    let mut running = active();
    let first = next(&running, BOOKED_AT + HOUR);
    assert_eq!((first.from, first.amount), (Some(BOOKED_AT + DAY), 0));
    let now = BOOKED_AT + 34 * HOUR;
    assert_eq!(next(&running, now).amount, 195_500_000);
    // Paid up to now: a second later there is more, but after the end only by `finish`.
    let mut paid = running;
    paid.settle(now).unwrap();
    pay_all(&mut paid);
    assert_eq!(next(&paid, now).from, Some(now + 1));
    let end = BOOKED_AT + 72 * HOUR;
    paid.settle(end).unwrap();
    pay_all(&mut paid);
    assert_eq!(
        (next(&paid, end).from, next(&paid, end).amount),
        (Some(end + DAY), 0)
    );
    // No longer than the hold-back: everything comes after it.
    let mut short = reservation(&[(20_000_000, 10 * 3_600)], 225);
    short.start([0; 32], BOOKED_AT).unwrap();
    assert_eq!(
        next(&short, BOOKED_AT + HOUR).from,
        Some(BOOKED_AT + 34 * HOUR)
    );
    running.terminate(now).unwrap();
    running.to_supplier.pay().unwrap();
    let last = next(&running, now);
    assert_eq!((last.from, last.amount), (Some(now + DAY), 469_200_000));
    let after = now + DAY;
    running.finish(after).unwrap();
    assert_eq!(next(&running, after).from, Some(after));
    pay_all(&mut running);
    assert_eq!(next(&running, after).from, None);
}

#[test]
fn reasons_are_stored_by_their_number() {
    for (number, reason) in EndReason::ALL.into_iter().enumerate() {
        assert_eq!(reason as usize, number);
    }
}

/// The rent of both accounts of a reservation stays below 0.006 SOL.
#[test]
fn a_reservation_is_cheap() {
    let rent = |bytes: usize| (bytes + 128) * 6_960;
    assert!(rent(Reservation::SIZE) + rent(165) <= 6_000_000);
}
