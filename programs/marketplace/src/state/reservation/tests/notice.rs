//! P-27: what a supplier forfeits that leaves, by how much of its notice is missing.

use super::*;

/// Three days at 20 dollars an hour with 48 hours of notice, started.
fn noticed() -> Reservation {
    let mut reservation = active();
    reservation.terms.notice = 48 * 3_600;
    reservation
}

/// Hours after the start.
fn hour(hours: i64) -> i64 {
    RESERVED_AT + hours * HOUR
}

/// Hours that the supplier is paid, with an end announced at one hour, if at all, and made at another.
fn paid_hours(announced: Option<i64>, left: i64) -> u64 {
    let mut reservation = noticed();
    if let Some(at) = announced {
        assert_eq!(reservation.announce_end(hour(at)), Ok(hour(at + 48)));
    }
    let forfeited = quote::forfeit_if_terminated_by_supplier(&reservation, hour(left));
    reservation.terminate_by_supplier(hour(left)).unwrap();
    let [charged, supplier, ..] = outcome(reservation);
    let earned = reservation.terms.net(left as u64 * 20_000_000).unwrap();
    assert_eq!(supplier + forfeited, earned);
    charged / 20_000_000
}

#[test]
fn p27_a_supplier_forfeits_the_hours_of_notice_that_are_missing_and_held_back() {
    for (announced, left, paid) in [
        // None was given: all that is held back is free, which is a day.
        (None, 48, 24),
        (None, 20, 0),
        // No more than was left of the time.
        (None, 60, 48),
        (None, 71, 70),
        (Some(60), 66, 60),
        // As many hours as are missing.
        (Some(0), 40, 32),
        (Some(10), 40, 22),
        (Some(20), 40, 16),
        (Some(0), 47, 46),
        // The notice is over, and for a day after it.
        (Some(0), 48, 48),
        (Some(0), 60, 60),
    ] {
        assert_eq!(paid_hours(announced, left), paid, "{announced:?} {left}");
    }
}

#[test]
fn p27_nothing_is_forfeited_before_the_meter_runs_and_after_the_end() {
    let mut ended = noticed();
    ended.terminate(hour(10)).unwrap();
    let forfeit = quote::forfeit_if_terminated_by_supplier;
    assert_eq!(forfeit(&reserved(), RESERVED_AT), 0);
    assert_eq!(forfeit(&ended, hour(11)), 0);
}

#[test]
fn p27_an_announcement_lapses_a_day_after_its_notice() {
    let mut reservation = noticed();
    reservation.terms.notice = 10 * 3_600;
    reservation.announce_end(hour(1)).unwrap();
    let lapses = hour(35);
    assert_eq!(reservation.announced_end(lapses), Ok(Some(hour(11))));
    assert_eq!(reservation.announced_end(lapses + 1), Ok(None));
    let forfeit = |at| quote::forfeit_if_terminated_by_supplier(&reservation, at);
    let ten_hours = reservation.terms.net(200_000_000).unwrap();
    assert_eq!((forfeit(lapses), forfeit(lapses + 1)), (0, ten_hours));
    // It stands once at a time, and can be made again.
    for at in [hour(1), hour(20), lapses] {
        assert_eq!(
            { reservation }.announce_end(at).unwrap_err(),
            MarketplaceError::EndAlreadyAnnounced.into()
        );
    }
    reservation.announce_end(lapses + 1).unwrap();
    assert_eq!(reservation.announced_end(hour(45)), Ok(Some(hour(45) + 1)));
}

#[test]
fn p27_only_what_runs_is_announced_to_end() {
    let refused = |mut all: Reservation, at| all.announce_end(at).unwrap_err();
    assert_eq!(
        refused(reserved(), RESERVED_AT),
        MarketplaceError::NotActive.into()
    );
    assert_eq!(
        refused(active(), hour(72)),
        MarketplaceError::TimeIsOver.into()
    );
    let mut ended = active();
    ended.terminate(hour(5)).unwrap();
    assert_eq!(refused(ended, hour(5)), MarketplaceError::NotActive.into());
}

/// A stay that the supplier has announced to end is no longer the one that was reserved: no least time is due of it.
#[test]
fn p27_a_renter_who_leaves_an_announced_end_owes_what_it_has_used() {
    let mut reservation = noticed();
    (reservation.terms.min_hours, reservation.terms.notice) = (30, 2 * 3_600);
    let due = |reservation: &Reservation, hours| {
        let mut left = *reservation;
        left.terminate(hour(hours)).unwrap();
        left.payable / 20_000_000
    };
    assert_eq!(due(&reservation, 5), 30);
    reservation.announce_end(hour(4)).unwrap();
    assert_eq!((due(&reservation, 4), due(&reservation, 5)), (4, 5));
    // Also once it has lapsed.
    reservation.terms.min_hours = 60;
    assert_eq!(reservation.announced_end(hour(31)), Ok(None));
    assert_eq!((due(&reservation, 30), due(&reservation, 31)), (30, 31));
}

#[test]
fn p27_nothing_is_extended_beyond_an_announced_end() {
    let mut reservation = noticed();
    let more = |seconds| Segment {
        seconds,
        ..THREE_DAYS
    };
    // Over at hour 78, six hours after the end.
    reservation.announce_end(hour(30)).unwrap();
    let mut longer = reservation;
    longer.extend(more(6 * 3_600), hour(31)).unwrap();
    assert_eq!(longer.ends_at(), Ok(hour(78)));
    for (reservation, seconds) in [(reservation, 6 * 3_600 + 1), (longer, 1)] {
        let mut reservation = reservation;
        assert_eq!(
            reservation.extend(more(seconds), hour(31)).unwrap_err(),
            MarketplaceError::EndsAfterNotice.into()
        );
    }
    // Once the announcement has lapsed it is extended as before.
    let mut lapsed = noticed();
    lapsed.terms.notice = 3_600;
    lapsed.announce_end(hour(0)).unwrap();
    let refused = { lapsed }.extend(more(3_600), hour(25)).unwrap_err();
    assert_eq!(refused, MarketplaceError::EndsAfterNotice.into());
    lapsed.extend(more(3_600), hour(25) + 1).unwrap();
}

#[test]
fn p27_an_extension_before_it_makes_leaving_dearer_up_to_the_notice() {
    let mut reservation = noticed();
    reservation.terms.notice = 10 * 3_600;
    // Of the 72 hours two are left, then seven, then all of the notice.
    for (more, forfeited) in [(0, 2), (5, 7), (5, 10)] {
        if more > 0 {
            let seconds = more * 3_600;
            let more = Segment {
                seconds,
                ..THREE_DAYS
            };
            reservation.extend(more, hour(70)).unwrap();
        }
        assert_eq!(reservation.forfeited(hour(70)), Ok(forfeited * 3_600));
    }
}

/// A clock that steps back by ten seconds makes no notice longer.
#[test]
fn p27_no_more_is_missing_than_the_notice() {
    let mut reservation = noticed();
    reservation.terms.notice = 10 * 3_600;
    reservation.announce_end(hour(20)).unwrap();
    for at in [hour(20), hour(20) - 10] {
        assert_eq!(reservation.forfeited(at), Ok(10 * 3_600));
    }
}

/// The hold-back of 24 hours disputed at hour 30, and 10 hours of notice.
fn disputed() -> Reservation {
    let mut reservation = noticed();
    reservation.terms.notice = 10 * 3_600;
    reservation.open_dispute(hour(30)).unwrap();
    reservation
}

/// The council gives the renter a share of what is disputed, at hour 31.
fn ruled(payer_bps: u16) -> Reservation {
    let mut reservation = disputed();
    let decision = DisputeDecision {
        made_at: hour(31),
        payer_bps,
    };
    reservation.decide(&decision, hour(31)).unwrap();
    reservation
}

/// Of hours 6 to 30, a ruling gives the last back. Leaving at hour 31 forfeits hours 21 to 31.
#[test]
fn p27_what_a_ruling_has_given_back_is_not_forfeited_again() {
    for (payer_bps, paid) in [(0, 21), (2_500, 21), (5_000, 18), (10_000, 6)] {
        let mut reservation = ruled(payer_bps);
        reservation.terminate_by_supplier(hour(31)).unwrap();
        assert_eq!(reservation.payable, paid * 20_000_000, "{payer_bps}");
        // So it is if the hour after the decided time turns out to be down: hours 20 to 30 are forfeited.
        let mut down = reservation;
        let report = OutageReport {
            made_at: hour(31) + 1,
            at: hour(30),
            down: true,
        };
        down.report(&report, hour(31) + 1).unwrap();
        let [charged, ..] = outcome(down);
        assert_eq!(charged, paid.min(20) * 20_000_000, "{payer_bps}");
        assert_eq!(outcome(reservation)[0], paid * 20_000_000);
    }
}

/// A ruling after the end is about what is left of the disputed time.
#[test]
fn p27_what_is_forfeited_is_not_given_back_by_a_later_ruling() {
    let mut reservation = disputed();
    reservation.terminate_by_supplier(hour(31)).unwrap();
    let decision = DisputeDecision {
        made_at: hour(32),
        payer_bps: 5_000,
    };
    // Hours 6 to 21.
    reservation.decide(&decision, hour(32)).unwrap();
    assert_eq!(reservation.payable, 270_000_000);
    assert_eq!(outcome(reservation)[0], 270_000_000);
}

#[test]
fn p27_a_dispute_of_time_that_is_all_forfeited_ends_and_its_deposit_goes_back() {
    let mut reservation = disputed();
    reservation.terms.notice = 48 * 3_600;
    let mut later = reservation;
    let deposit = reservation.dispute.deposit;
    reservation.terminate_by_supplier(hour(30)).unwrap();
    assert!(!reservation.dispute.is_open());
    let refund = reservation.locked - reservation.terms.cost(reservation.payable).unwrap();
    assert_eq!(reservation.owed(Payee::Payer), Ok(refund));
    assert_eq!(reservation.locked, reserved().locked + deposit);
    let decision = DisputeDecision {
        made_at: hour(31),
        payer_bps: 0,
    };
    let nothing = { reservation }.decide(&decision, hour(31)).unwrap_err();
    assert_eq!(nothing, MarketplaceError::NoDispute.into());
    let again = { reservation }.open_dispute(hour(31)).unwrap_err();
    assert_eq!(again, MarketplaceError::NothingHeldBack.into());
    let [charged, supplier, ..] = outcome(reservation);
    let earned = reservation.terms.net(120_000_000).unwrap();
    assert_eq!((charged, supplier), (120_000_000, earned));

    // A second of it is left, which is still disputed.
    later.terminate_by_supplier(hour(30) + 1).unwrap();
    assert_eq!(later.dispute.deposit, deposit);
    assert_eq!(later.frozen(u32::MAX), Ok(5_555));
}
