//! Which hours count, and what they cost, in any order of messages and reports.

use super::*;
use crate::state::usage;
use io_common::types::SupplierUsage;

/// Twenty hours at 4 USDC, started at once, without fees.
fn twenty_hours() -> Reservation {
    running(Segment {
        rate: 4_000_000,
        seconds: 20 * 3_600,
    })
}

fn running(segment: Segment) -> Reservation {
    let mut reservation = reservation(segment, terms(0));
    reservation.start([7; 32], RESERVED_AT).unwrap();
    reservation
}

fn at(hour: i64) -> i64 {
    RESERVED_AT + hour * HOUR
}

fn report(down: bool, since: i64, now: i64) -> OutageReport {
    OutageReport {
        made_at: now,
        at: since,
        down,
    }
}

/// What the council says at `now` of the time since `since`.
fn says(reservation: &mut Reservation, down: bool, since: i64, now: i64) -> Result<()> {
    let said = reservation.report(&report(down, since, now), now);
    reservation.invariant().unwrap();
    said
}

/// Closes it as soon as that is possible: what the supplier gets in all, and its record.
fn closed(mut reservation: Reservation) -> (u64, SupplierUsage) {
    let mut usage = SupplierUsage::zeroed();
    let releases_at = reservation.releases_at().unwrap();
    reservation.close(releases_at).unwrap();
    reservation.invariant().unwrap();
    usage::record(&mut usage, &reservation, releases_at).unwrap();
    (reservation.total(Payee::Supplier).unwrap(), usage)
}

fn counts(usage: &SupplierUsage) -> [u32; 4] {
    let service = &usage.service;
    [
        service.completed,
        service.early,
        service.terminated,
        service.breaches,
    ]
}

/// The supplier goes, or anyone ends it, in front of the report: the hours before the end count all the same.
#[test]
fn an_outage_before_the_end_counts_whenever_it_is_reported_while_something_is_held_back() {
    let mut terminated = twenty_hours();
    terminated.terminate_by_supplier(at(16)).unwrap();
    let mut ended = twenty_hours();
    ended.complete(at(20)).unwrap();
    for (reservation, without, with, record) in [
        (terminated, 60_000_000, 12_000_000, [0, 0, 1, 1]),
        (ended, 80_000_000, 16_000_000, [0, 0, 0, 1]),
    ] {
        assert_eq!(closed(reservation).0, without);
        let release = reservation.releases_at().unwrap();
        for now in [
            reservation.ended_at,
            release - 1,
            release,
            release + 90 * DAY,
        ] {
            let mut reservation = reservation;
            says(&mut reservation, true, at(4), now).unwrap();
            // Nobody has got anything for it yet: it may be corrected.
            assert_eq!(reservation.payable, without);
            let (supplier, usage) = closed(reservation);
            assert_eq!((supplier, counts(&usage)), (with, record));
            assert_eq!(usage.service.gpu_seconds, 8 * 4 * 3_600);
        }
        // Disputed or not; and a dispute is decided later than the hold-back ends.
        let mut disputed = reservation;
        disputed.open_dispute(reservation.ended_at).unwrap();
        disputed.settle(release).unwrap();
        says(&mut disputed, true, at(4), release + 3 * DAY).unwrap();
        let decision = DisputeDecision {
            made_at: release + 3 * DAY,
            payer_bps: 0,
        };
        let deposit = disputed.dispute.deposit;
        disputed.decide(&decision, release + 3 * DAY).unwrap();
        let (supplier, usage) = closed(disputed);
        assert_eq!((supplier, counts(&usage)), (with + deposit, record));
    }
}

#[test]
fn an_outage_of_a_reservation_of_an_hour_counts_after_its_end() {
    let hour = Segment {
        rate: 4_000_000,
        seconds: 3_600,
    };
    for (minutes, supplier, record) in
        [(30, 2_000_000, [1, 0, 0, 0]), (31, 1_933_333, [0, 0, 0, 1])]
    {
        let mut reservation = running(hour);
        reservation.complete(at(1)).unwrap();
        says(&mut reservation, true, at(1) - minutes * 60, at(24)).unwrap();
        let (got, usage) = closed(reservation);
        assert_eq!((got, counts(&usage)), (supplier, record));
    }
}

/// A supplier leaves, and is reported to have been down before: `settle_reservation` in front of `close_reservation` charges nothing of what that
/// gives back, however much of its last hour was down.
#[test]
fn p13_a_settlement_at_the_release_charges_no_more_than_is_due_at_the_finish() {
    for since in [at(3), at(4) + 1_800, at(5) - 60] {
        let mut reservation = twenty_hours();
        reservation.terminate_by_supplier(at(5)).unwrap();
        says(&mut reservation, true, since, at(6)).unwrap();
        let finished_at_once = closed(reservation).0;
        let release = reservation.releases_at().unwrap();
        reservation.settle(release).unwrap();
        reservation.invariant().unwrap();
        let settled = reservation.total(Payee::Supplier).unwrap();
        assert!(settled <= finished_at_once, "{settled}, {finished_at_once}");
        assert_eq!(closed(reservation).0, finished_at_once);
    }
}

/// A dispute from before the end, whose neighbours are paid: what it freezes is still reached.
#[test]
fn a_report_reaches_what_is_frozen_behind_what_is_paid() {
    let mut reservation = twenty_hours();
    reservation.open_dispute(at(6)).unwrap();
    reservation.terminate(at(7)).unwrap();
    let released = at(7) + DAY;
    reservation.settle(released).unwrap();
    assert_eq!(reservation.charged, 4_000_000);
    let now = released + DAY;
    says(&mut reservation, true, at(4), now).unwrap();
    assert_eq!(reservation.downtime(now), Ok(2 * 3_600));
    assert_eq!(reservation.metered(now), Ok(5 * 3_600));
    // What of it is corrected in time stays frozen.
    let mut corrected = reservation;
    says(&mut corrected, false, at(5), now + 1).unwrap();
    assert_eq!(corrected.frozen(u32::MAX), Ok(20_000_000));
    let expires = at(6) + 7 * DAY + 1;
    // With half of the deposit for four hours, or five.
    for (mut reservation, supplier, breaches) in
        [(reservation, 20_400_000, 1), (corrected, 24_500_000, 0)]
    {
        reservation.expire_dispute(expires).unwrap();
        reservation.close(expires).unwrap();
        let mut usage = SupplierUsage::zeroed();
        usage::record(&mut usage, &reservation, expires).unwrap();
        assert_eq!(usage.service.breaches, breaches);
        assert_eq!(reservation.total(Payee::Supplier), Ok(supplier));
    }
}

#[test]
fn what_is_paid_or_decided_is_reached_by_no_report() {
    let mut reservation = running(THREE_DAYS);
    reservation.settle(at(34)).unwrap();
    says(&mut reservation, true, at(0), at(34)).unwrap();
    assert_eq!(reservation.metered(at(34)), Ok(10 * 3_600));

    let mut decided = twenty_hours();
    decided.open_dispute(at(6)).unwrap();
    let decision = DisputeDecision {
        made_at: at(7),
        payer_bps: 5_000,
    };
    decided.decide(&decision, at(7)).unwrap();
    says(&mut decided, true, at(0), at(8)).unwrap();
    assert_eq!(decided.metered(at(8)), Ok(6 * 3_600));

    let mut released = twenty_hours();
    released.complete(at(20)).unwrap();
    released.settle(at(44)).unwrap();
    let nothing = says(&mut released, true, at(4), at(44));
    assert_eq!(nothing, Err(MarketplaceError::NothingHeldBack.into()));
    released.close(at(44)).unwrap();
    let over = says(&mut released, true, at(4), at(44));
    assert_eq!(over, Err(MarketplaceError::NotActive.into()));
}

/// The renter leaves in front of the "up" report.
#[test]
fn a_report_that_is_corrected_in_time_is_no_breach_and_costs_nothing() {
    let mut reservation = running(THREE_DAYS);
    let minutes = |minutes: i64| at(10) + minutes * 60;
    says(&mut reservation, true, at(10), minutes(5)).unwrap();
    let too_early = { reservation }.terminate_for_downtime(minutes(60));
    assert_eq!(too_early, Err(MarketplaceError::DowntimeAllowed.into()));
    let mut left = reservation;
    left.terminate_for_downtime(minutes(61)).unwrap();
    // What is not used goes back at once; what may be corrected waits.
    let per_minute = |minutes: u64| 20_000_000 * minutes / 60;
    let refunded = left.owed(Payee::Payer).unwrap();
    assert_eq!(refunded, left.locked - per_minute(661));
    left.pay(Payee::Payer).unwrap();

    let (supplier, usage) = closed(left);
    assert_eq!((supplier, counts(&usage)), (per_minute(600), [0, 0, 0, 1]));

    let mut corrected = left;
    says(&mut corrected, false, minutes(10), minutes(62)).unwrap();
    assert_eq!(corrected.owed(Payee::Payer), Ok(per_minute(10)));
    let (supplier, usage) = closed(corrected);
    assert_eq!((supplier, counts(&usage)), (per_minute(651), [1, 0, 0, 0]));

    // All of it was wrong, said in the last second.
    let mut taken_back = left;
    says(&mut taken_back, false, at(9), minutes(61) + DAY - 1).unwrap();
    let (supplier, usage) = closed(taken_back);
    assert_eq!((supplier, counts(&usage)), (per_minute(661), [1, 0, 0, 0]));

    // What is released is final.
    let mut released = left;
    released.close(minutes(61) + DAY).unwrap();
    let late = says(&mut released, false, minutes(10), minutes(61) + DAY);
    assert_eq!(late, Err(MarketplaceError::NotActive.into()));
}

/// A later report may name an earlier time.
#[test]
fn a_report_is_made_more_exact_by_the_next() {
    let mut reservation = twenty_hours();
    says(&mut reservation, true, at(10), at(11)).unwrap();
    says(&mut reservation, true, at(4), at(12)).unwrap();
    assert_eq!(reservation.downtime(at(12)), Ok(8 * 3_600));
    says(&mut reservation, true, at(9), at(12) + 1).unwrap();
    assert_eq!(reservation.downtime(at(12)), Ok(8 * 3_600));
    // Taken back, it never was.
    says(&mut reservation, false, at(4), at(13)).unwrap();
    says(&mut reservation, true, at(2), at(14)).unwrap();
    assert_eq!(reservation.downtime(at(14)), Ok(12 * 3_600));
}

/// A report that is sent late counts no longer.
#[test]
fn a_report_counts_for_a_day_from_when_it_was_made() {
    let mut reservation = running(THREE_DAYS);
    let made = report(true, at(10), at(11));
    let mut late = reservation;
    reservation.report(&made, at(11)).unwrap();
    late.report(&made, at(40)).unwrap();
    for mut reservation in [reservation, late] {
        assert_eq!(reservation.downtime(at(40)), Ok(25 * 3_600));
        reservation.settle(at(40)).unwrap();
        assert_eq!(reservation.metered(at(40)), Ok(15 * 3_600));
        let up = says(&mut reservation, false, at(12), at(40));
        assert_eq!(up, Err(MarketplaceError::NotDown.into()));
    }
}

#[test]
fn an_extension_heals_no_breach() {
    let mut reservation = twenty_hours();
    says(&mut reservation, true, at(10), at(10) + 1).unwrap();
    says(&mut reservation, false, at(15), at(15)).unwrap();
    let more = Segment {
        rate: 4_000_000,
        seconds: 100 * 3_600,
    };
    let mut extended = reservation;
    extended.extend(more, at(16)).unwrap();
    for (reservation, now) in [
        (reservation, at(16)),
        (extended, at(16)),
        (extended, at(20)),
    ] {
        assert_eq!(reservation.is_down_too_long(now), Ok(true));
        let mut reservation = reservation;
        reservation.terminate(now.min(at(20) - 1)).unwrap();
        let (supplier, usage) = closed(reservation);
        let hours = if now == at(16) { 11 } else { 15 };
        assert_eq!(supplier.div_ceil(4_000_000), hours);
        assert_eq!(counts(&usage), [0, 0, 0, 1]);
    }
    // A twentieth of what has passed, once that is more.
    assert_eq!(extended.allowed_downtime(at(40)), Ok(2 * 3_600));

    // Nor that of a reservation of an hour, which may be down for half of it.
    let mut hour = running(Segment {
        rate: 4_000_000,
        seconds: 3_600,
    });
    says(&mut hour, true, RESERVED_AT + 60, RESERVED_AT + 61).unwrap();
    says(
        &mut hour,
        false,
        RESERVED_AT + 32 * 60,
        RESERVED_AT + 32 * 60,
    )
    .unwrap();
    hour.extend(more, RESERVED_AT + 33 * 60).unwrap();
    assert_eq!(hour.is_down_too_long(RESERVED_AT + 33 * 60), Ok(true));
}

/// Within a quarter of an hour a renter sees whether its access works.
#[test]
fn a_renter_who_ends_it_in_the_first_minutes_owes_what_it_has_used() {
    for (second, supplier, record) in [
        (0, 0, [0, 1, 0, 0]),
        (300, 333_333, [0, 1, 0, 0]),
        (899, 998_888, [0, 1, 0, 0]),
        (900, 4_000_000, [1, 0, 0, 0]),
    ] {
        let mut reservation = twenty_hours();
        reservation.terms.min_hours = 0;
        reservation.terminate(RESERVED_AT + second).unwrap();
        let (got, usage) = closed(reservation);
        assert_eq!((got, counts(&usage)), (supplier, record));
    }
    let mut strict = twenty_hours();
    strict.terms.grace = 0;
    strict.terminate(RESERVED_AT).unwrap();
    assert_eq!(strict.end_reason().unwrap(), EndReason::RenterTerminated);
}

/// Each hour is refunded at its own price.
#[test]
fn downtime_is_refunded_at_the_rate_of_the_hours_that_were_down() {
    for (rate, due) in [(40_000_000, 440_000_000), (400_000, 44_000_000)] {
        let mut reservation = twenty_hours();
        says(&mut reservation, true, at(5), at(5) + 1).unwrap();
        says(&mut reservation, false, at(15), at(15)).unwrap();
        let more = Segment {
            rate,
            seconds: 10 * 3_600,
        };
        reservation.extend(more, at(19)).unwrap();
        let mut settled = reservation;
        settled.terms.hold_back = 3_600;
        settled.settle(at(25)).unwrap();
        // Ten hours at 4 USDC and four at the other price.
        assert_eq!(settled.charged, 40_000_000 + 4 * rate);
        for mut reservation in [reservation, settled] {
            reservation.complete(at(30)).unwrap();
            assert_eq!(closed(reservation).0, due);
        }
    }
    // One outage in two segments: five hours of each.
    let mut reservation = twenty_hours();
    let more = Segment {
        rate: 40_000_000,
        seconds: 10 * 3_600,
    };
    reservation.extend(more, at(1)).unwrap();
    reservation.complete(at(30)).unwrap();
    says(&mut reservation, true, at(15), at(31)).unwrap();
    says(&mut reservation, false, at(25), at(31) + 1).unwrap();
    assert_eq!(closed(reservation).0, 15 * 4_000_000 + 5 * 40_000_000);
}

/// A price for at least so many hours is a price for at least so many hours.
#[test]
fn a_renter_who_terminates_owes_the_least_hours_of_the_offer() {
    let least = |min_hours: u16| {
        let mut reservation = twenty_hours();
        reservation.terms.min_hours = min_hours;
        reservation
    };
    for (min_hours, hour, due) in [
        (10, 1, 10),
        (10, 10, 10),
        (10, 12, 12),
        (20, 1, 20),
        (500, 1, 20),
    ] {
        let mut reservation = least(min_hours);
        reservation.terminate(at(hour)).unwrap();
        assert_eq!(closed(reservation).0, due * 4_000_000);
    }
    // An hour that was down is not due, and none is due in its place.
    for (hour, due) in [(5, 9), (12, 11)] {
        let mut reservation = least(10);
        says(&mut reservation, true, at(2), at(2) + 1).unwrap();
        says(&mut reservation, false, at(3), at(3)).unwrap();
        reservation.terminate(at(hour)).unwrap();
        assert_eq!(closed(reservation).0, due * 4_000_000);
    }
    // After too much downtime nothing is due but what was used, even if the council says so later.
    let mut late = least(10);
    late.terminate(at(6)).unwrap();
    says(&mut late, true, at(4), at(20)).unwrap();
    assert_eq!(closed(late).0, 4 * 4_000_000);
    let mut left = least(10);
    says(&mut left, true, at(2), at(2) + 1).unwrap();
    left.terminate_for_downtime(at(4)).unwrap();
    assert_eq!(closed(left).0, 2 * 4_000_000);
    // Nor when the supplier goes, nor in the first minutes.
    let mut supplier = least(10);
    supplier.terminate_by_supplier(at(5)).unwrap();
    assert_eq!(closed(supplier).0, 4 * 4_000_000);
    let mut early = least(10);
    early.terminate(RESERVED_AT + 450).unwrap();
    assert_eq!(closed(early).0, 500_000);
}

#[test]
fn a_dispute_that_nobody_decides_costs_the_renter_a_part_of_its_deposit() {
    for (undecided_bps, supplier) in [(5_000, 2_000_000), (0, 0), (10_000, 4_000_000), (1, 400)] {
        let mut reservation = twenty_hours();
        reservation.terms.undecided_bps = undecided_bps;
        reservation.complete(at(20)).unwrap();
        let last = at(44) - 1;
        assert_eq!(reservation.open_dispute(last), Ok(4_000_000));
        let expires = last + 7 * DAY + 1;
        reservation.expire_dispute(expires).unwrap();
        reservation.close(expires).unwrap();
        reservation.invariant().unwrap();
        let all = 80_000_000;
        assert_eq!(reservation.total(Payee::Supplier), Ok(all + supplier));
        assert_eq!(reservation.total(Payee::Payer), Ok(4_000_000 - supplier));
    }
}

/// A report agreed later may be sent earlier.
#[test]
fn a_report_voids_no_decision_and_a_decision_no_report() {
    let mut disputed = twenty_hours();
    disputed.open_dispute(at(10)).unwrap();
    let decision = DisputeDecision {
        made_at: at(11),
        payer_bps: 5_000,
    };
    let made = report(true, at(8), at(12));
    let mut report_first = disputed;
    report_first.report(&made, at(13)).unwrap();
    report_first.decide(&decision, at(13)).unwrap();
    // Two hours that were down, and half of the eight before them.
    assert_eq!(report_first.payable, 80_000_000 - 8_000_000 - 16_000_000);
    let mut decision_first = disputed;
    decision_first.decide(&decision, at(13)).unwrap();
    decision_first.report(&made, at(13)).unwrap();
    // What is decided stays decided; downtime counts behind it.
    assert_eq!(decision_first.payable, 80_000_000 - 20_000_000);
    for mut reservation in [report_first, decision_first] {
        assert!(!reservation.dispute.is_open());
        assert_eq!(reservation.metered(at(13)).unwrap() % 3_600, 0);
        says(&mut reservation, false, at(13), at(13)).unwrap();
        reservation.invariant().unwrap();
    }
}

/// Whatever was agreed for one dispute is carried out in that one or never, even if the clock steps back.
#[test]
fn no_decision_is_carried_out_in_a_later_dispute() {
    let mut reservation = running(THREE_DAYS);
    reservation.open_dispute(at(10)).unwrap();
    let decision = |made_at| DisputeDecision {
        made_at,
        payer_bps: 10_000,
    };
    let first = decision(at(11));
    reservation.decide(&first, at(11)).unwrap();
    let spent = { reservation }.decide(&first, at(11));
    assert_eq!(spent, Err(MarketplaceError::NoDispute.into()));
    let older = Err(MarketplaceError::StaleDecision.into());
    for opened in [at(11) - 15, at(11), at(12)] {
        let mut again = reservation;
        again.open_dispute(opened).unwrap();
        for now in [opened, at(11), at(12), at(13)] {
            assert_eq!({ again }.decide(&first, now), older);
            // Nor one that was agreed before this dispute was opened, and not used.
            assert_eq!({ again }.decide(&decision(at(10) + 1), now), older);
        }
        again.decide(&decision(at(14)), at(14)).unwrap();
    }
    // After a dispute that has expired, too.
    let mut expired = running(THREE_DAYS);
    expired.open_dispute(at(1)).unwrap();
    expired.terms.decision_time = DAY as u32;
    let late = decision(at(26));
    let too_late = { expired }.decide(&late, at(26));
    assert_eq!(too_late, Err(MarketplaceError::TooLateToDecide.into()));
    expired.expire_dispute(at(26)).unwrap();
    expired.open_dispute(at(26)).unwrap();
    assert_eq!({ expired }.decide(&late, at(26)), older);
    assert_eq!({ expired }.decide(&late, at(27)), older);
}

/// No dispute is free, however little it freezes.
#[test]
fn a_deposit_is_a_base_unit_at_least() {
    let mut reservation = running(Segment {
        rate: 3_600,
        seconds: 3_600,
    });
    assert_eq!(reservation.open_dispute(RESERVED_AT + 1), Ok(1));
    assert!(reservation.dispute.is_open());
}

/// What a supplier gives away of a dispute is not charged, whatever was settled before.
#[test]
fn nothing_is_charged_that_a_leaving_supplier_gives_away() {
    let mut reservation = running(Segment {
        rate: 3_600,
        seconds: 262,
    });
    (reservation.terms.hold_back, reservation.terms.notice) = (30, 30);
    reservation.open_dispute(RESERVED_AT + 50).unwrap();
    reservation.terminate_by_supplier(RESERVED_AT + 63).unwrap();
    let now = RESERVED_AT + 64;
    let decision = DisputeDecision {
        made_at: now,
        payer_bps: 0,
    };
    reservation.decide(&decision, now).unwrap();
    says(&mut reservation, true, RESERVED_AT + 62, now).unwrap();
    says(&mut reservation, false, now, now + 1).unwrap();
    reservation.settle(RESERVED_AT + 93).unwrap();
    reservation.invariant().unwrap();
    // 63 seconds, less one that was down and 30 that are given away.
    assert_eq!(reservation.charged, 32);
}

/// A supplier leaves while a dispute freezes what is no longer held back, and is reported to have been down behind it: of
/// what that makes its last hours nothing is paid, in either order.
#[test]
fn p24_a_settlement_pays_the_same_in_front_of_a_decision_and_behind_it() {
    let mut left = running(Segment {
        rate: 4_000_000,
        seconds: 100 * 3_600,
    });
    (left.terms.notice, left.terms.undecided_bps) = (12 * 3_600, 0);
    left.open_dispute(at(22)).unwrap();
    left.terminate_by_supplier(at(41)).unwrap();
    // 17 hours would have been paid at the end but for the dispute.
    assert_eq!((left.segments.settled, left.charged), (17 * 3_600, 0));
    type Closes = fn(&mut Reservation, i64);
    let decided: Closes = |all, now| {
        let decision = DisputeDecision {
            made_at: now,
            payer_bps: 10,
        };
        all.decide(&decision, now).unwrap();
    };
    let expired: Closes = |all, now| all.expire_dispute(now).unwrap();
    // Of 22 hours 12 are forfeited. A thousandth of what is frozen is given back, which is the last of that time.
    for (now, close, supplier) in [
        (at(71), decided, 40_000_000),
        (at(22) + 7 * DAY + 1, expired, 40_000_000),
    ] {
        let mut reservation = left;
        says(&mut reservation, true, at(22), now - 1).unwrap();
        for (before, after) in [(true, true), (true, false), (false, true), (false, false)] {
            let mut reservation = reservation;
            if before {
                reservation.settle(now).unwrap();
            }
            close(&mut reservation, now);
            if after {
                reservation.settle(now).unwrap();
            }
            reservation.invariant().unwrap();
            assert_eq!(closed(reservation).0, supplier);
        }
    }
}

/// What a decision gives back is the last of the time that it is about: time in front of that is paid as it would have been,
/// in either order, and whether or not the supplier leaves afterwards.
#[test]
fn p24_time_in_front_of_a_dispute_is_paid_whatever_is_decided_about_it() {
    let mut disputed = running(THREE_DAYS);
    // The hours 16 to 40.
    disputed.open_dispute(at(40)).unwrap();
    let now = at(50);
    for (payer_bps, hours) in [(10_000, [16, 17, 41]), (5_000, [26, 29, 53])] {
        let hours = hours.map(|hours| hours * 20_000_000);
        for paid_before in [true, false] {
            let mut reservation = disputed;
            if paid_before {
                reservation.settle(now).unwrap();
            }
            let decision = DisputeDecision {
                made_at: now,
                payer_bps,
            };
            reservation.decide(&decision, now).unwrap();
            reservation.settle(now).unwrap();
            assert_eq!(reservation.charged, hours[0]);
            reservation.settle(at(65)).unwrap();
            assert_eq!(reservation.charged, hours[1]);
            reservation.terminate_by_supplier(at(66)).unwrap();
            // But for the last hour.
            assert_eq!(closed(reservation).0, hours[2]);
        }
    }
}

/// A dispute about time that is reported down expires, and nothing behind it is paid: `settle_reservation` in front of `close_reservation` pays
/// nothing more.
#[test]
fn p13_what_is_down_of_an_expired_dispute_is_due_in_no_order() {
    let mut reservation = running(Segment {
        rate: 4_000_000,
        seconds: 72 * 3_600,
    });
    reservation.terms.undecided_bps = 0;
    reservation.open_dispute(at(60)).unwrap();
    reservation.complete(at(72)).unwrap();
    assert_eq!(reservation.charged, 36 * 4_000_000);
    says(&mut reservation, true, at(40), at(73)).unwrap();
    let expires = at(60) + 7 * DAY + 1;
    reservation.expire_dispute(expires).unwrap();
    let mut settled = reservation;
    settled.settle(expires).unwrap();
    settled.invariant().unwrap();
    assert_eq!(settled.charged, 40 * 4_000_000);
    for mut reservation in [reservation, settled] {
        let mut corrected = reservation;
        says(&mut corrected, false, at(50), expires).unwrap();
        corrected.close(expires).unwrap();
        assert_eq!(corrected.total(Payee::Supplier), Ok(62 * 4_000_000));
        reservation.close(expires).unwrap();
        assert_eq!(reservation.total(Payee::Supplier), Ok(40 * 4_000_000));
        pay_all(&mut reservation);
    }
}

/// What an expired dispute has frozen is not paid by the expiry: a report reaches it until it is.
#[test]
fn a_report_reaches_what_an_expired_dispute_has_frozen_until_it_is_paid() {
    let mut reservation = running(Segment {
        rate: 4_000_000,
        seconds: 72 * 3_600,
    });
    reservation.terms.undecided_bps = 0;
    reservation.open_dispute(at(60)).unwrap();
    reservation.complete(at(72)).unwrap();
    let expires = at(60) + 7 * DAY + 1;
    reservation.expire_dispute(expires).unwrap();
    assert_eq!(reservation.charged, 36 * 4_000_000);
    let mut paid = reservation;
    paid.settle(expires).unwrap();
    let late = says(&mut paid, true, at(40), expires + 1);
    assert_eq!(late, Err(MarketplaceError::NothingHeldBack.into()));
    says(&mut reservation, true, at(40), expires + 1).unwrap();
    reservation.close(expires + 1).unwrap();
    assert_eq!(reservation.total(Payee::Supplier), Ok(40 * 4_000_000));
}

/// The same where the dispute is about the end, and all in front of it has been paid.
#[test]
fn a_report_reaches_what_a_dispute_about_the_end_has_frozen_until_it_is_paid() {
    let mut reservation = running(Segment {
        rate: 4_000_000,
        seconds: 72 * 3_600,
    });
    reservation.terms.undecided_bps = 0;
    reservation.complete(at(72)).unwrap();
    reservation.open_dispute(at(72)).unwrap();
    reservation
        .settle(reservation.releases_at().unwrap())
        .unwrap();
    assert_eq!(reservation.segments.settled, reservation.dispute.until);
    assert_eq!(reservation.charged, 48 * 4_000_000);
    let expires = at(72) + 7 * DAY + 1;
    reservation.expire_dispute(expires).unwrap();
    says(&mut reservation, true, at(50), expires + 1).unwrap();
    reservation.close(expires + 1).unwrap();
    assert_eq!(reservation.total(Payee::Supplier), Ok(50 * 4_000_000));
}

/// Two days are held back and a day is for the council, so that a dispute expires in front of the release and another follows:
/// a report reaches in front of the second one, too, whatever becomes of that.
#[test]
fn a_report_reaches_all_that_is_neither_paid_nor_decided_in_front_of_a_second_dispute() {
    let mut reservation = running(Segment {
        rate: 4_000_000,
        seconds: 72 * 3_600,
    });
    let terms = &mut reservation.terms;
    terms.undecided_bps = 0;
    (terms.hold_back, terms.decision_time) = (2 * DAY as u32, DAY as u32);
    let mut ended = reservation;
    ended.open_dispute(at(60)).unwrap();
    ended.complete(at(72)).unwrap();
    ended.expire_dispute(at(85)).unwrap();
    let mut running = reservation;
    running.open_dispute(at(30)).unwrap();
    running.expire_dispute(at(55)).unwrap();
    for (reservation, opened, first, used) in [(ended, at(86), 12, 72), (running, at(56), 8, 56)] {
        let mut disputed = reservation;
        disputed.open_dispute(opened).unwrap();
        let decision = DisputeDecision {
            made_at: opened + 3,
            payer_bps: 5_000,
        };
        let reported = |reservation: &Reservation, now| {
            let mut reservation = *reservation;
            says(&mut reservation, true, at(first), now)?;
            Ok::<_, Error>(reservation)
        };
        // The report is agreed, and carried out in front of the decision.
        let mut report_first = reported(&disputed, opened + 2).unwrap();
        assert_eq!(
            report_first.downtime(opened),
            Ok((used - first as u32) * 3_600)
        );
        report_first.decide(&decision, opened + 4).unwrap();
        // All that is frozen was down: nothing is left to divide.
        assert_eq!(report_first.given_back(), Ok(0));
        // In front of the report all of it is decided, and nothing but that is out of reach.
        let mut decided = disputed;
        decided.decide(&decision, opened + 4).unwrap();
        assert_eq!(decided.dispute.from, used * 3_600);
        assert_eq!(
            decided.given_back(),
            Ok((u64::from(used) - first as u64) * 2_000_000)
        );
    }
}

/// What the council has decided is not disputed again, what it has not as long as it is held back.
#[test]
fn what_is_undecided_and_held_back_is_disputed_again() {
    let mut reservation = running(THREE_DAYS);
    let terms = &mut reservation.terms;
    (terms.hold_back, terms.decision_time) = (3 * DAY as u32, DAY as u32);
    reservation.open_dispute(at(10)).unwrap();
    reservation.expire_dispute(at(35)).unwrap();
    let again = reservation.open_dispute(at(36)).unwrap();
    // 5 % of 36 hours.
    assert_eq!(again, 36 * 1_000_000);
    let decision = DisputeDecision {
        made_at: at(37),
        payer_bps: 0,
    };
    reservation.decide(&decision, at(37)).unwrap();
    assert_eq!(reservation.open_dispute(at(38)), Ok(2 * 1_000_000));
}

/// Of a time that was all down nothing was served: no least time is due for it.
#[test]
fn a_renter_whose_time_was_all_down_owes_no_least_time() {
    for (up, due) in [(None, 0), (Some(RESERVED_AT + 1), 9 * 4_000_000 + 1_111)] {
        let mut reservation = twenty_hours();
        reservation.terms.min_hours = 10;
        reservation.terminate(at(1)).unwrap();
        let since = up.unwrap_or(RESERVED_AT);
        says(&mut reservation, true, since, at(2)).unwrap();
        assert_eq!(reservation.payable, 40_000_000);
        let release = reservation.releases_at().unwrap();
        let mut settled = reservation;
        settled.settle(release).unwrap();
        settled.invariant().unwrap();
        for reservation in [reservation, settled] {
            let (supplier, usage) = closed(reservation);
            assert_eq!((supplier, counts(&usage)), (due, [1, 0, 0, 0]));
        }
    }
    // Who ends it in the second of the start was not down.
    let mut strict = twenty_hours();
    (strict.terms.grace, strict.terms.min_hours) = (0, 10);
    strict.terminate(RESERVED_AT).unwrap();
    assert_eq!(closed(strict).0, 40_000_000);
}

/// Nobody waits for what is not due.
#[test]
fn no_deposit_is_lost_for_time_that_is_reported_down() {
    for (since, supplier) in [
        (0, 0),
        (10, 40_000_000 + 1_000_000),
        (20, 80_000_000 + 2_000_000),
    ] {
        let mut reservation = twenty_hours();
        reservation.complete(at(20)).unwrap();
        assert_eq!(reservation.open_dispute(at(21)), Ok(4_000_000));
        if since < 20 {
            says(&mut reservation, true, at(since), at(22)).unwrap();
        }
        let expires = at(21) + 7 * DAY + 1;
        reservation.expire_dispute(expires).unwrap();
        reservation.close(expires).unwrap();
        reservation.invariant().unwrap();
        assert_eq!(reservation.total(Payee::Supplier), Ok(supplier));
        assert_eq!(reservation.total(Payee::Payer), Ok(84_000_000 - supplier));
    }
}
