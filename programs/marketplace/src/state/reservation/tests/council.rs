//! What the council reports and decides.

use super::*;

#[test]
fn a_decision_of_the_council_is_of_one_reservation() {
    let [one, other] = [1, 2].map(|byte| Pubkey::new_from_array([byte; 32]));
    let report = |at| OutageReport {
        made_at: 7,
        at,
        down: true,
    };
    let decision = |payer_bps| DisputeDecision {
        made_at: 7,
        payer_bps,
    };
    let hashes = [
        report(5).hash(&one),
        report(5).hash(&other),
        report(6).hash(&one),
        decision(5).hash(&one),
        decision(5).hash(&other),
        decision(6).hash(&one),
    ];
    for (i, hash) in hashes.iter().enumerate() {
        assert!(!hashes[..i].contains(hash), "{i}");
    }
}

fn reports(down: bool, at: i64, now: i64) -> OutageReport {
    OutageReport {
        made_at: now,
        at,
        down,
    }
}

#[test]
fn a_report_names_a_time_before_it_was_made_and_before_the_end() {
    let now = RESERVED_AT + 48 * HOUR;
    let report = |at| active().report(&reports(true, at, now), now);
    for at in [RESERVED_AT - DAY, RESERVED_AT, now - DAY - 1, now] {
        report(at).unwrap();
    }
    assert_eq!(
        report(now + 1),
        Err(MarketplaceError::InvalidOutageTime.into())
    );
    let over = RESERVED_AT + 72 * HOUR;
    let late = active().report(&reports(true, over, over), over);
    assert_eq!(late, Err(MarketplaceError::InvalidOutageTime.into()));
    active()
        .report(&reports(true, over - 1, over), over)
        .unwrap();
    let mut ended = active();
    ended.terminate(now).unwrap();
    let report = |at| { ended }.report(&reports(true, at, over), over);
    report(now - 1).unwrap();
    assert_eq!(report(now), Err(MarketplaceError::InvalidOutageTime.into()));
}

#[test]
fn a_report_counts_for_a_day_unless_it_is_renewed() {
    let (down, lapse) = (RESERVED_AT + HOUR, RESERVED_AT + 25 * HOUR);
    let mut reservation = active();
    let unknown = { reservation }.report(&reports(false, down, down), down);
    assert_eq!(unknown, Err(MarketplaceError::NotDown.into()));
    reservation
        .report(&reports(true, down, down), down)
        .unwrap();
    // Up since before it began: it never was.
    let mut taken_back = reservation;
    taken_back
        .report(&reports(false, down - 1, down + 1), down + 1)
        .unwrap();
    assert_eq!(taken_back.downtime(lapse), Ok(0));
    let up = |now| { reservation }.report(&reports(false, now, now), now);
    up(lapse).unwrap();
    assert_eq!(up(lapse + 1), Err(MarketplaceError::NotDown.into()));

    // Renewed within its last second it is still one outage, a second later another: what is over stays.
    for (now, is_one) in [(lapse, true), (lapse + 1, false)] {
        let mut renewed = reservation;
        renewed.report(&reports(true, now, now), now).unwrap();
        let later = now + HOUR;
        let lost = later - down - if is_one { 0 } else { 1 };
        assert_eq!(renewed.downtime(later).map(i64::from), Ok(lost));
        renewed.report(&reports(false, down, later), later).unwrap();
        let lost = if is_one { 0 } else { DAY };
        assert_eq!(renewed.downtime(later).map(i64::from), Ok(lost));
    }
}

#[test]
fn outages_that_are_over_add_up() {
    let mut reservation = active();
    for (hour, down, downtime) in [
        (1, true, 0),
        (2, false, 3_600),
        (5, true, 3_600),
        (7, false, 3 * 3_600),
    ] {
        let now = RESERVED_AT + hour * HOUR;
        reservation.report(&reports(down, now, now), now).unwrap();
        assert_eq!(reservation.downtime(now), Ok(downtime));
    }
    assert_eq!(reservation.metered(RESERVED_AT + 10 * HOUR), Ok(7 * 3_600));
}

#[test]
fn a_report_is_newer_than_the_last_and_not_of_the_future() {
    let mut reservation = active();
    let now = RESERVED_AT + 10;
    let report = |made_at| OutageReport {
        made_at,
        at: RESERVED_AT - 1,
        down: true,
    };
    let older = Err(MarketplaceError::StaleDecision.into());
    for made_at in [RESERVED_AT - 1, RESERVED_AT, now + 1] {
        assert_eq!({ reservation }.report(&report(made_at), now), older);
    }
    reservation.report(&report(RESERVED_AT + 5), now).unwrap();
    assert_eq!(reservation.acted_at, 5);
    assert_eq!({ reservation }.report(&report(RESERVED_AT + 5), now), older);
    reservation.report(&report(now), now).unwrap();
}

#[test]
fn a_decision_is_newer_than_the_dispute_and_in_time() {
    let opened = RESERVED_AT + 10 * HOUR;
    let mut reservation = active();
    let decision = DisputeDecision {
        made_at: opened + 1,
        payer_bps: 0,
    };
    let nothing = { reservation }.decide(&decision, opened + 1);
    assert_eq!(nothing, Err(MarketplaceError::NoDispute.into()));
    reservation.open_dispute(opened).unwrap();
    let decide = |made_at, payer_bps, now| {
        let mut decided = reservation;
        let decision = DisputeDecision { made_at, payer_bps };
        decided.decide(&decision, now).map(|()| decided)
    };
    let refused = |error: MarketplaceError| Err(error.into());
    let old = decide(opened, 0, opened + 1);
    assert_eq!(old, refused(MarketplaceError::StaleDecision));
    let share = decide(opened + 1, 10_001, opened + 1);
    assert_eq!(share, refused(MarketplaceError::BadShare));
    let last = opened + 7 * DAY;
    let late = decide(opened + 1, 0, last + 1);
    assert_eq!(late, refused(MarketplaceError::TooLateToDecide));
    let early = { reservation }.expire_dispute(last);
    assert_eq!(early, Err(MarketplaceError::TooEarlyToExpire.into()));

    // Ten hours at 20 dollars are disputed, with a deposit of 10 dollars.
    for (payer_bps, given_back, forfeited) in
        [(0, 0, 10_000_000), (1, 20_000, 0), (10_000, 200_000_000, 0)]
    {
        let decided = decide(opened + 1, payer_bps, last).unwrap();
        assert_eq!(reservation.payable - decided.payable, given_back);
        assert_eq!(decided.dispute.forfeited, forfeited);
        assert!(!decided.dispute.is_open());
    }
    let mut expired = reservation;
    expired.expire_dispute(last + 1).unwrap();
    // Half of the deposit is the supplier's, who was paid late.
    assert_eq!(
        (expired.payable, expired.dispute.forfeited),
        (reservation.payable, 5_000_000)
    );
    let again = expired.expire_dispute(last + 1);
    assert_eq!(again, Err(MarketplaceError::NoDispute.into()));
}
