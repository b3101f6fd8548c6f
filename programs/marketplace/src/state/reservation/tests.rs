//! The money of a reservation, whatever happens in whatever order.

mod council;
mod fuzz;
mod hours;
mod model;
mod notice;

use bytemuck::Zeroable;
use io_common::{
    constants::{DAY, HOUR},
    governance::Roles,
    token::Mints,
};
use proptest::prelude::*;

use super::*;
use crate::{
    parameters::TABLE,
    quote::{self, Settlement},
    state::{Config, Segment, Segments},
};

pub(super) const RESERVED_AT: i64 = 1_800_000_000;

pub(super) fn terms(bps: u16) -> Terms {
    let key = Pubkey::default();
    let config = Config::new(Roles::new(key, key), Mints { io: key, usdc: key }, 0);
    Terms {
        renter_fee_bps: bps,
        supplier_fee_bps: bps,
        ..config.terms(Currency::Io).unwrap()
    }
}

pub(super) fn reservation(segment: Segment, terms: Terms) -> Reservation {
    let mut reservation = Reservation::zeroed();
    reservation.segments = Segments::new(segment);
    let terms = terms
        .reserved(segment.seconds, terms.min_hours.into(), 0)
        .unwrap();
    reservation.terms = terms;
    reservation.payable = segment.gross(segment.seconds).unwrap();
    reservation.locked = terms.cost(reservation.payable).unwrap();
    reservation.created_at = RESERVED_AT;
    reservation.bounty = 300_000;
    reservation.gpus = 8;
    reservation.invariant().unwrap();
    reservation
}

const THREE_DAYS: Segment = Segment {
    rate: 20_000_000,
    seconds: 72 * 3_600,
};

/// Three days in USDC at 20 dollars an hour.
fn reserved() -> Reservation {
    reservation(THREE_DAYS, terms(225))
}

/// The same, started at once.
fn active() -> Reservation {
    let mut reservation = reserved();
    reservation.start([7; 32], RESERVED_AT).unwrap();
    reservation
}

fn pay_all(reservation: &mut Reservation) {
    for payee in Payee::ALL {
        reservation.pay(payee).unwrap();
    }
    reservation.invariant().unwrap();
}

/// Gross, supplier's part, payer's part and fees after everything is over.
fn outcome(mut reservation: Reservation) -> [u64; 4] {
    reservation
        .close(reservation.ended_at + i64::from(TABLE.hold_back.default))
        .unwrap();
    pay_all(&mut reservation);
    assert!(reservation.is_paid());
    assert_eq!(reservation.escrowed(), Ok(0));
    let Paid {
        supplier,
        payer,
        fees,
    } = reservation.paid;
    [reservation.charged, supplier, payer, fees]
}

#[test]
fn renter_and_payer_may_terminate_and_nobody_else() {
    let key = |byte| Pubkey::new_from_array([byte; 32]);
    let mut it = reserved();
    (it.renter, it.payer) = (key(1), key(2));
    (it.supplier, it.offer) = (key(3), key(4));
    let may = [1, 2, 3, 4, 0].map(|byte| it.may_terminate(&key(byte)));
    assert_eq!(may, [true, true, false, false, false]);
}

proptest! {
    #[test]
    fn a_quoted_refund_is_what_terminating_gives(seconds in 0..72 * HOUR) {
        let now = RESERVED_AT + seconds;
        let mut reservation = active();
        let quoted = quote::refund_if_terminated(&reservation, now);
        prop_assert_eq!(
            i64::from(quote::seconds_left(&reservation, now).unwrap()),
            72 * HOUR - seconds
        );
        reservation.terminate(now).unwrap();
        prop_assert_eq!(reservation.owed(Payee::Payer).unwrap(), quoted);
    }
}

#[test]
fn three_days_to_the_end() {
    let mut reservation = active();
    // 72 h at 20 dollars, and 2.25 % on each side.
    assert_eq!(reservation.locked, 1_472_400_000);
    reservation.settle(RESERVED_AT + 24 * HOUR).unwrap();
    assert_eq!(reservation.owed(Payee::Supplier).unwrap(), 0);
    reservation.settle(RESERVED_AT + 34 * HOUR).unwrap();
    assert_eq!(reservation.owed(Payee::Supplier).unwrap(), 195_500_000);
    assert_eq!(reservation.owed(Payee::Fees).unwrap(), 9_000_000);
    reservation.complete(RESERVED_AT + 100 * HOUR).unwrap();
    assert_eq!(reservation.end_reason().unwrap(), EndReason::Completed);
    assert_eq!(reservation.ended_at, RESERVED_AT + 72 * HOUR);
    assert_eq!(reservation.owed(Payee::Payer).unwrap(), 0);
    // Two of three days are the supplier's at once, the last one a day later.
    assert_eq!(reservation.owed(Payee::Supplier).unwrap(), 938_400_000);
    let held = reservation.payable - reservation.charged;
    assert_eq!(reservation.terms.net(held), Ok(469_200_000));
    assert_eq!(
        outcome(reservation),
        [1_440_000_000, 1_407_600_000, 0, 64_800_000]
    );
}

#[test]
fn a_renter_who_leaves_pays_the_first_hour_at_least() {
    let [charged, supplier, payer, fees] = {
        let mut reservation = active();
        reservation.terminate(RESERVED_AT + 20 * 60).unwrap();
        // The unused part comes back at once.
        assert_eq!(
            reservation.owed(Payee::Payer).unwrap(),
            1_472_400_000 - 20_450_000
        );
        outcome(reservation)
    };
    assert_eq!(
        (charged, supplier, payer, fees),
        (20_000_000, 19_550_000, 1_451_950_000, 900_000)
    );
    let mut early = active();
    early.terminate(RESERVED_AT + 10 * 60).unwrap();
    assert_eq!(
        outcome(early),
        [3_333_333, 3_258_333, 1_468_991_667, 150_000]
    );
    let mut late = active();
    late.terminate(RESERVED_AT + 90 * 60).unwrap();
    assert_eq!(outcome(late)[0], 30_000_000);
}

#[test]
fn a_short_reservation_costs_no_more_than_itself() {
    let segment = Segment {
        rate: 3_600,
        seconds: 600,
    };
    let mut reservation = reservation(segment, terms(25));
    reservation.terms.grace = 0;
    reservation.start([7; 32], RESERVED_AT).unwrap();
    reservation.terminate(RESERVED_AT + 1).unwrap();
    assert_eq!(outcome(reservation)[0], 600);
}

/// P-28: a year by the day, every day at another price, with nobody who settles it.
#[test]
fn p28_a_rental_never_runs_out_of_segments() {
    let day = |number: u64| Segment {
        rate: 20_000_000 + number % 7 * 100_001,
        seconds: 24 * 3_600,
    };
    let mut reservation = reservation(day(0), terms(225));
    reservation.start([7; 32], RESERVED_AT).unwrap();
    let mut price = day(0).gross(24 * 3_600).unwrap();
    for number in 1..365 {
        let now = RESERVED_AT + number as i64 * DAY - 1;
        let before = reservation.locked;
        let more = reservation.extend(day(number), now).unwrap();
        assert_eq!(reservation.locked, before + more);
        price += day(number).gross(24 * 3_600).unwrap();
        assert_eq!(reservation.payable, price);
        reservation.invariant().unwrap();
    }
    assert_eq!(reservation.ends_at(), Ok(RESERVED_AT + 365 * DAY));
    reservation.complete(RESERVED_AT + 365 * DAY).unwrap();
    let fee = reservation.terms.supplier_fee(price).unwrap();
    let [charged, supplier, payer, fees] = outcome(reservation);
    assert_eq!((charged, supplier, payer), (price, price - fee, 0));
    assert_eq!(fees, 2 * fee);
}

/// P-28: what is held back or disputed is not folded, however often it is extended.
#[test]
fn p28_what_may_still_be_disputed_stays_a_segment() {
    let hour = |rate| Segment {
        rate,
        seconds: 3_600,
    };
    let full = |now| {
        let mut all = reservation(hour(100), terms(0));
        all.start([7; 32], RESERVED_AT).unwrap();
        for rate in 101..105 {
            all.extend(hour(rate), now).unwrap();
        }
        all.extend(
            Segment {
                seconds: 48 * 3_600,
                ..hour(104)
            },
            now,
        )
        .unwrap();
        all
    };
    let mut all = full(RESERVED_AT);
    for (hours, extended) in [(24, false), (25, true), (26, true)] {
        let now = RESERVED_AT + hours * HOUR;
        let mut next = all;
        let more = next.extend(hour(200 + hours as u64), now);
        assert_eq!(more.is_ok(), extended, "{hours}");
        if extended {
            all = next;
        } else {
            let refused = MarketplaceError::TooManySegments;
            assert_eq!(more.unwrap_err(), refused.into());
        }
    }
    assert_eq!(
        (all.segments.base_seconds, all.segments.base_gross),
        (7_200, 201)
    );
    // Frozen from the first hour on: nothing behind that is folded until it is decided.
    let mut disputed = full(RESERVED_AT);
    disputed.open_dispute(RESERVED_AT + 24 * HOUR).unwrap();
    let late = RESERVED_AT + 50 * HOUR;
    assert_eq!(
        disputed.extend(hour(300), late).unwrap_err(),
        MarketplaceError::TooManySegments.into()
    );
    let decision = DisputeDecision {
        made_at: late,
        payer_bps: 5_000,
    };
    disputed.decide(&decision, late).unwrap();
    disputed.extend(hour(300), late).unwrap();
    assert_eq!(disputed.segments.base_seconds, 4 * 3_600);
}

#[test]
fn a_supplier_who_leaves_gives_the_last_hour_away() {
    let mut reservation = active();
    reservation
        .terminate_by_supplier(RESERVED_AT + 30 * HOUR)
        .unwrap();
    // 29 of 30 hours; no first hour, no fee on what comes back.
    assert_eq!(reservation.payable, 580_000_000);
    assert_eq!(
        reservation.owed(Payee::Payer).unwrap(),
        1_472_400_000 - 593_050_000
    );
    assert_eq!(
        reservation.end_reason().unwrap(),
        EndReason::SupplierTerminated
    );

    let mut early = active();
    early.terminate_by_supplier(RESERVED_AT + 600).unwrap();
    assert_eq!(outcome(early), [0, 0, 1_472_400_000, 0]);
}

#[test]
fn a_supplier_who_leaves_gives_nothing_back_that_is_no_longer_held() {
    let mut reservation = active();
    reservation.terms.hold_back = 600;
    let now = RESERVED_AT + 10 * HOUR;
    reservation.settle(now).unwrap();
    let earned = reservation.owed(Payee::Supplier).unwrap();
    reservation.terminate_by_supplier(now).unwrap();
    assert_eq!(reservation.owed(Payee::Supplier).unwrap(), earned);
    assert_eq!(reservation.charged, reservation.payable);
}

#[test]
fn what_has_not_started_gives_everything_back() {
    let reserved = reserved();
    let late = RESERVED_AT + i64::from(TABLE.start_window.default) + 1;
    let mut declined = reserved;
    declined.decline(late - 1).unwrap();
    assert_eq!(
        (declined.owed(Payee::Payer).unwrap(), declined.bounty),
        (reserved.locked, 0)
    );
    assert_eq!(declined.end_reason().unwrap(), EndReason::Declined);

    let mut cancelled = reserved;
    cancelled.cancel(late).unwrap();
    assert_eq!(cancelled.owed(Payee::Payer).unwrap(), reserved.locked);
    assert_eq!(cancelled.end_reason().unwrap(), EndReason::NotStarted);
    // To decline so late is not to start.
    let mut too_late = reserved;
    too_late.decline(late).unwrap();
    assert_eq!(too_late, cancelled);
    // There is no hold-back to wait for.
    cancelled.close(late).unwrap();
    pay_all(&mut cancelled);
    assert!(cancelled.is_paid());
}

/// The bounty is for closing what was served. Without anything due it goes back to who paid it, so that a supplier
/// earns none for not starting, whichever way it chooses.
#[test]
fn nobody_earns_a_bounty_where_nothing_is_due() {
    type End = fn(&mut Reservation);
    let ends: [(End, u32); 6] = [
        (|all| all.decline(RESERVED_AT).unwrap(), 0),
        (|all| all.decline(RESERVED_AT + 1_801).unwrap(), 0),
        (|all| all.cancel(RESERVED_AT + 1_801).unwrap(), 0),
        // Started only to leave again: the last hour is given away, so that nothing is due for the first.
        (
            |all| {
                all.start([7; 32], RESERVED_AT).unwrap();
                all.terminate_by_supplier(RESERVED_AT + HOUR).unwrap();
            },
            0,
        ),
        (
            |all| {
                all.start([7; 32], RESERVED_AT).unwrap();
                all.terminate_by_supplier(RESERVED_AT + HOUR + 1).unwrap();
            },
            300_000,
        ),
        (
            |all| {
                all.start([7; 32], RESERVED_AT).unwrap();
                all.terminate(RESERVED_AT + HOUR).unwrap();
            },
            300_000,
        ),
    ];
    for (end, bounty) in ends {
        let mut reservation = reserved();
        end(&mut reservation);
        reservation.close(RESERVED_AT + 3 * DAY).unwrap();
        assert_eq!(reservation.bounty, bounty);
    }
}

#[test]
fn time_passes_from_the_start_to_the_end_and_not_beyond() {
    let mut reservation = reserved();
    assert_eq!(reservation.elapsed(RESERVED_AT + HOUR), Ok(0));
    let start = RESERVED_AT + 600;
    reservation.start([7; 32], start).unwrap();
    for (passed, elapsed) in [(-1, 0), (0, 0), (5, 5), (72 * HOUR + 1, 72 * 3_600)] {
        assert_eq!(reservation.elapsed(start + passed), Ok(elapsed));
    }
    reservation.terminate(start + 2 * HOUR).unwrap();
    for now in [start, start + 50 * HOUR] {
        assert_eq!(reservation.elapsed(now), Ok(2 * 3_600));
        assert_eq!(reservation.metered(now), Ok(2 * 3_600));
    }
}

#[test]
fn nothing_is_paid_off_before_everything_is_allocated() {
    for unfinished in [reserved(), active()] {
        assert!(Payee::ALL
            .iter()
            .all(|payee| unfinished.owed(*payee) == Ok(0)));
        assert!(!unfinished.is_paid());
    }
    let mut declined = reserved();
    declined.decline(RESERVED_AT).unwrap();
    assert!(!declined.is_paid());
    declined.pay(Payee::Payer).unwrap();
    assert!(declined.is_paid());
}

#[test]
fn each_step_has_its_time() {
    let reserved = reserved();
    let (deadline, late) = (RESERVED_AT + 1_800, RESERVED_AT + 1_801);
    let refused = |reservation: Reservation, action: fn(&mut Reservation) -> Result<()>| {
        let mut reservation = reservation;
        action(&mut reservation).unwrap_err()
    };
    assert!({ reserved }.start([7; 32], deadline).is_ok());
    assert_eq!(
        { reserved }.start([7; 32], late).unwrap_err(),
        MarketplaceError::TooLateToStart.into()
    );
    assert_eq!(
        { reserved }.cancel(deadline).unwrap_err(),
        MarketplaceError::TooEarlyToCancel.into()
    );
    for (action, error) in [
        (
            (|all| all.start([0; 32], RESERVED_AT)) as fn(&mut Reservation) -> Result<()>,
            MarketplaceError::NotReserved,
        ),
        (
            |all| all.decline(RESERVED_AT),
            MarketplaceError::NotReserved,
        ),
        (
            |all| all.cancel(RESERVED_AT + DAY),
            MarketplaceError::NotReserved,
        ),
        (|all| all.cancel(RESERVED_AT), MarketplaceError::NotReserved),
        (
            |all| all.complete(RESERVED_AT + 72 * HOUR - 1),
            MarketplaceError::TimeIsNotOver,
        ),
        (
            |all| all.terminate(RESERVED_AT + 72 * HOUR),
            MarketplaceError::TimeIsOver,
        ),
        (
            |all| all.terminate_by_supplier(RESERVED_AT + 72 * HOUR),
            MarketplaceError::TimeIsOver,
        ),
        (
            |all| all.close(RESERVED_AT + 99 * DAY),
            MarketplaceError::NotEnded,
        ),
    ] {
        assert_eq!(refused(active(), action), error.into());
    }
    // The renter cannot terminate before the start.
    assert_eq!(
        refused(reserved, |all| all.terminate(RESERVED_AT)),
        MarketplaceError::NotActive.into()
    );
    let mut ended = active();
    ended.complete(RESERVED_AT + 72 * HOUR).unwrap();
    assert_eq!(
        refused(ended, |all| all.close(RESERVED_AT + 96 * HOUR - 1)),
        MarketplaceError::HeldBack.into()
    );
    assert_eq!(
        refused(ended, |all| all.complete(RESERVED_AT + 72 * HOUR)),
        MarketplaceError::NotActive.into()
    );
}

#[test]
fn the_next_settlement_is_announced() {
    /// What the supplier gets for a second, and for a day.
    const SECOND: u64 = 5_430;
    const A_DAY: u64 = 469_200_000;
    let next = |reservation: &Reservation, now| {
        let Settlement { from, amount } = quote::next_settlement(reservation, now).unwrap();
        (from, amount)
    };
    assert_eq!(next(&reserved(), RESERVED_AT), (None, 0));
    let mut running = active();
    // What is as old as the hold-back is still held back.
    let first = RESERVED_AT + DAY + 1;
    assert_eq!(next(&running, RESERVED_AT + HOUR), (Some(first), SECOND));
    assert_eq!(next(&running, first), (Some(first), SECOND));
    let now = RESERVED_AT + 34 * HOUR;
    assert_eq!(next(&running, now), (Some(now), 195_500_000));
    // Paid up to now: a second later there is more, but after the end only by `close_reservation`.
    let mut paid = running;
    paid.settle(now).unwrap();
    pay_all(&mut paid);
    let (from, amount) = next(&paid, now);
    assert_eq!(from, Some(now + 1));
    assert!(amount.abs_diff(SECOND) <= 1);
    let end = RESERVED_AT + 72 * HOUR;
    paid.settle(end).unwrap();
    pay_all(&mut paid);
    assert_eq!(next(&paid, end), (Some(end + DAY), A_DAY));
    // No longer than the hold-back: everything comes after it.
    for hours in [10, 24] {
        let segment = Segment {
            seconds: hours * 3_600,
            ..THREE_DAYS
        };
        let mut short = reservation(segment, terms(225));
        short.start([0; 32], RESERVED_AT).unwrap();
        let from = RESERVED_AT + (i64::from(hours) + 24) * HOUR;
        let all = u64::from(hours) * 19_550_000;
        assert_eq!(next(&short, RESERVED_AT + HOUR), (Some(from), all));
    }
    running.terminate(now).unwrap();
    running.pay(Payee::Supplier).unwrap();
    assert_eq!(next(&running, now), (Some(now + DAY), A_DAY));
    let after = now + DAY;
    running.close(after).unwrap();
    assert_eq!(next(&running, after), (Some(after), A_DAY));
    pay_all(&mut running);
    assert_eq!(next(&running, after), (None, 0));
}

/// What a dispute freezes waits for its end; what is used behind it does not.
#[test]
fn the_next_settlement_is_behind_what_is_disputed() {
    let mut running = active();
    let now = RESERVED_AT + 12 * HOUR;
    running.open_dispute(now).unwrap();
    let next = quote::next_settlement(&running, now).unwrap();
    assert_eq!(next.from, Some(now + DAY + 1));
}

#[test]
fn quotes_are_what_the_program_then_does() {
    let mut reservation = active();
    let now = RESERVED_AT + 30 * HOUR;
    let more = Segment {
        rate: 10_000_000,
        seconds: 7_200,
    };
    let cost = quote::extension_cost(&reservation, more, now).unwrap();
    assert_eq!(cost, 20_450_000);
    assert_eq!(reservation.extend(more, now), Ok(cost));
    assert_eq!(quote::seconds_left(&reservation, now), Ok(44 * 3_600));

    // Down for a quarter of the day: the meter stands still, the end comes no later.
    assert_eq!(
        quote::refund_if_terminated_for_downtime(&reservation, now),
        0
    );
    let report = OutageReport {
        made_at: now,
        at: now - 6 * HOUR,
        down: true,
    };
    reservation.report(&report, now).unwrap();
    assert_eq!(quote::seconds_left(&reservation, now), Ok(44 * 3_600));
    let refund = quote::refund_if_terminated_for_downtime(&reservation, now);
    let mut left = reservation;
    left.terminate_for_downtime(now).unwrap();
    assert_eq!(left.owed(Payee::Payer), Ok(refund));
    // What may be corrected comes back later.
    assert_eq!(refund, reservation.locked - 30 * 20_450_000);
    // A full day is on the meter; it runs on when the report lapses, and then there is something to pay.
    let next = quote::next_settlement(&reservation, now).unwrap();
    assert_eq!(next.from, Some(now + DAY + 1));
    let mut then = reservation;
    then.settle(now + DAY + 1).unwrap();
    assert_eq!(then.owed(Payee::Supplier), Ok(next.amount));
    assert_eq!(quote::fees_to_sweep(&reservation, now), Ok(0));

    let deposit = quote::deposit_of_dispute(&left, now).unwrap();
    assert_eq!(deposit, 24 * 1_000_000);
    assert_eq!(left.open_dispute(now), Ok(deposit));
    let next = quote::next_settlement(&left, now).unwrap();
    assert_eq!(next.from, Some(now + 7 * DAY + 1));
    // With half of the deposit, if nobody decides.
    assert_eq!(next.amount, 24 * 19_550_000 + deposit / 2);
}

#[test]
fn a_quoted_cost_is_what_is_locked() {
    let hours = Segment {
        seconds: 3 * 3_600,
        ..THREE_DAYS
    };
    let expected = quote::Cost {
        gross: 60_000_000,
        renter_fee: 1_350_000,
        total: 61_350_000,
        supplier_gets: 58_650_000,
    };
    assert_eq!(quote::cost(hours, &terms(225)), Ok(expected));
    assert_eq!(reservation(hours, terms(225)).locked, expected.total);
    for (min_hours, seconds, cost) in [
        (1, 3_600, 20_450_000),
        (2, 7_200, 40_900_000),
        (9, 10_800, 61_350_000),
    ] {
        let terms = terms(225).reserved(hours.seconds, min_hours, 0).unwrap();
        let least = quote::Least { seconds, cost };
        assert_eq!(quote::least_due(hours, &terms), Ok(least));
    }
}

#[test]
fn fees_to_sweep_are_those_on_what_is_not_held_back() {
    let mut reservation = active();
    let now = RESERVED_AT + 34 * HOUR;
    // 2.25 % of both sides on ten hours.
    assert_eq!(quote::fees_to_sweep(&reservation, now), Ok(9_000_000));
    reservation.settle(now).unwrap();
    reservation.pay(Payee::Fees).unwrap();
    assert_eq!(quote::fees_to_sweep(&reservation, now), Ok(0));
}

#[test]
fn p13_amounts_that_do_not_add_up_break_the_invariant() {
    let mut reservation = active();
    let now = RESERVED_AT + 34 * HOUR;
    reservation.settle(now).unwrap();
    pay_all(&mut reservation);
    let mut ended = reservation;
    ended.terminate(now).unwrap();
    ended.close(now + DAY).unwrap();
    ended.invariant().unwrap();
    // What is owed is returned by payee.
    for payee in Payee::ALL {
        let owed = ended.invariant().unwrap().to(payee);
        assert_eq!(Ok(owed), ended.owed(payee));
    }
    let broken = |from: &Reservation, change: fn(&mut Reservation)| {
        let mut reservation = *from;
        change(&mut reservation);
        reservation.invariant().is_err()
    };
    // More is paid than a payee gets, or than there is.
    assert!(broken(&reservation, |all| all.paid.supplier += 1));
    assert!(broken(&reservation, |all| all.locked -= 1));
    // More is charged than is payable.
    assert!(broken(&reservation, |all| all.charged = all.payable + 1));
    // In the end all of it is somebody's, and no dispute is open.
    assert!(broken(&ended, |all| all.charged -= 10_000));
    assert!(broken(&ended, |all| all.dispute.deposit = 1));
}

#[test]
fn reasons_are_stored_by_their_number() {
    for (number, reason) in EndReason::ALL.into_iter().enumerate() {
        assert_eq!(reason as usize, number);
    }
}

/// Bytes of account rent for reservation and escrow, overhead included: 0.006 SOL at the highest rate so far.
#[test]
fn a_reservation_is_cheap() {
    let charged = |bytes: usize| bytes + 128;
    assert!(charged(Reservation::SIZE) + charged(165) <= 885);
}
