//! P-20: what autopay may do, apart from accounts.

use bytemuck::Zeroable;
use proptest::prelude::*;

use super::*;
use crate::state::{DisputeDecision, OutageReport, Segment, Segments, Status, Terms};

const NOW: i64 = 1_000_000;
const DAY: u32 = 86_400;
/// Hours of the reservation.
const HOURS: i64 = 48;
/// Seconds of the offer's longest stay.
const LONGEST: i64 = 30 * 86_400;

const ARGS: AutopayArgs = AutopayArgs {
    max_price_micro_usd: 2_000_000,
    left: 1_000,
    lead: 3_600,
    hours: 12,
    bounties: 3,
};

fn key(byte: u8) -> Pubkey {
    Pubkey::new_from_array([byte; 32])
}

/// Two days from [`NOW`], running.
fn running(currency: Currency) -> Reservation {
    Reservation {
        payer: key(2),
        offer: key(4),
        created_at: NOW - 60,
        started_at: NOW,
        status: Status::Active as u8,
        currency: currency as u8,
        segments: Segments::new(Segment {
            rate: 100,
            seconds: HOURS as u32 * 3_600,
        }),
        payable: 100 * HOURS as u64,
        locked: 100 * HOURS as u64,
        terms: Terms {
            hold_back: DAY,
            decision_time: 7 * DAY,
            min_downtime: 3_600,
            max_downtime_bps: 500,
            deposit_bps: 500,
            ..Terms::default()
        },
        ..Reservation::zeroed()
    }
}

fn set(args: AutopayArgs, reservation: &Reservation) -> Result<Autopay> {
    let mut autopay = Autopay::new(key(1), reservation.payer, [254, 253]);
    autopay.set(&args, reservation, LONGEST)?;
    Ok(autopay)
}

/// Autopay of [`running`] in USDC.
fn autopay() -> Autopay {
    set(ARGS, &running(Currency::Usdc)).unwrap()
}

/// [`running`] in USDC, an hour before its end.
fn due() -> Reservation {
    Reservation {
        started_at: NOW - (HOURS - 1) * 3_600,
        ..running(Currency::Usdc)
    }
}

fn funds(held: u64, allowed: u64) -> Funds {
    Funds { held, allowed }
}

#[test]
fn what_could_never_extend_is_not_set() {
    let usdc = running(Currency::Usdc);
    for args in [
        AutopayArgs { hours: 0, ..ARGS },
        AutopayArgs { lead: 0, ..ARGS },
    ] {
        let refused = set(args, &usdc).unwrap_err();
        assert_eq!(refused, MarketplaceError::AutopayTimes.into());
    }
    for (status, is_open) in [
        (Status::Reserved, true),
        (Status::Active, true),
        (Status::Ended, false),
        (Status::Closed, false),
    ] {
        let reservation = Reservation {
            status: status as u8,
            ..usdc
        };
        match set(ARGS, &reservation) {
            Ok(_) => assert!(is_open),
            Err(error) => assert_eq!(
                (is_open, error),
                (false, MarketplaceError::NotActive.into())
            ),
        }
    }
}

#[test]
fn p28_in_io_three_extensions_last_for_the_hold_back_and_the_lead() {
    let io = running(Currency::Io);
    for (hours, lead, is_right) in [
        (16, DAY, true),
        (16, DAY + 1, false),
        (9, 3 * 3_600, true),
        (9, 3 * 3_600 + 1, false),
        (8, 1, false),
    ] {
        let args = AutopayArgs {
            hours,
            lead,
            ..ARGS
        };
        match set(args, &io) {
            Ok(_) => assert!(is_right, "{hours} {lead}"),
            Err(error) => {
                assert_eq!(
                    (is_right, error),
                    (false, MarketplaceError::AutopayTimes.into())
                );
            }
        }
        // In USDC a rate changes only with the offer.
        set(args, &running(Currency::Usdc)).unwrap();
    }
}

proptest! {
    /// Autopay that extends as often as it may, at another rate each time, finds a free segment for a year, also if a
    /// quarter of each extension is reported down.
    #[test]
    fn p28_autopay_in_io_never_runs_out_of_segments(
        hours in 7..=24_u16,
        lead in 1..=4 * 3_600_u32,
        late_and_down in proptest::collection::vec((0..4 * 3_600_u32, 0..=250_i64), 60),
    ) {
        let mut reservation = running(Currency::Io);
        let args = AutopayArgs { hours, lead, ..ARGS };
        let allowed = set(args, &reservation);
        prop_assume!(allowed.is_ok());
        let autopay = allowed.unwrap();
        for (rate, (late, permille)) in (1..).zip(late_and_down) {
            let now = autopay.extends_from(&reservation).unwrap() + i64::from(late.min(lead - 1));
            let segment = Segment { rate: 1_000 + rate, seconds: u32::from(hours) * 3_600 };
            reservation.extend(segment, now).unwrap();
            let (from, lost) = (now + 1, i64::from(segment.seconds) * permille / 1_000);
            for (at, down) in [(from, true), (from + lost, false)] {
                let report = OutageReport { made_at: at + i64::from(!down), at, down };
                reservation.report(&report, report.made_at).unwrap();
            }
        }
    }

    /// P-20: the end is never further ahead than lead and hours, whenever the extension is sent.
    #[test]
    fn p20_the_end_is_no_further_ahead_than_lead_and_hours(
        lead in 1..200_000_u32,
        hours in 1..200_u16,
        now in NOW - 100..NOW + HOURS * 3_600,
    ) {
        let mut reservation = running(Currency::Usdc);
        let autopay = set(AutopayArgs { hours, lead, ..ARGS }, &reservation).unwrap();
        if autopay.require_due(&reservation, 1, now).is_ok() {
            let seconds = u32::from(hours) * 3_600;
            reservation.extend(Segment { rate: 100, seconds }, now).unwrap();
            let ahead = reservation.ends_at().unwrap() - now;
            prop_assert!(ahead <= i64::from(lead) + i64::from(seconds));
        } else {
            prop_assert!(reservation.ends_at().unwrap() - now > i64::from(lead));
        }
    }

    /// P-20: all that is ever spent is at most what was allowed, and no more than the wallet has approved and holds.
    #[test]
    fn p20_what_is_spent_is_what_was_allowed_at_most(
        left: u64,
        tries in proptest::collection::vec((any::<u64>(), any::<u64>(), any::<u64>()), 0..20),
    ) {
        let mut autopay = Autopay { left, ..autopay() };
        let mut spent = 0_u128;
        for (needed, held, allowed) in tries {
            if autopay.spend(needed, funds(held, allowed), &due(), NOW) == Ok(true) {
                prop_assert!(needed <= held && needed <= allowed);
                spent += u128::from(needed);
            }
            prop_assert_eq!(spent + u128::from(autopay.left), u128::from(left));
        }
    }
}

#[test]
fn p20_it_extends_from_its_lead_on_and_up_to_its_price() {
    let (autopay, reservation) = (autopay(), running(Currency::Usdc));
    let from = NOW + (HOURS - 1) * 3_600;
    assert_eq!(autopay.extends_from(&reservation), Ok(from));
    let due = |price, now| autopay.require_due(&reservation, price, now);
    assert_eq!(due(2_000_000, from), Ok(()));
    let early = due(1, from - 1).unwrap_err();
    assert_eq!(early, MarketplaceError::AutopayTooEarly.into());
    let too_high = due(2_000_001, from).unwrap_err();
    assert_eq!(too_high, MarketplaceError::AutopayAbovePrice.into());
}

/// With hours near the longest stay, the lead would be cut short, or nothing would ever pass.
#[test]
fn p20_hours_and_lead_fit_the_longest_stay() {
    let reservation = running(Currency::Usdc);
    for (hours, lead, longest, is_right) in [
        (12, 3_600, 13, true),
        (12, 3_601, 13, false),
        (12, 3_600, 12, false),
        (13, 1, 13, false),
        (u16::MAX, 1, 13, false),
    ] {
        let args = AutopayArgs {
            hours,
            lead,
            ..ARGS
        };
        let mut autopay = autopay();
        match autopay.set(&args, &reservation, longest * 3_600) {
            Ok(()) => assert!(is_right, "{hours} {lead}"),
            Err(error) => {
                assert_eq!(
                    (is_right, error),
                    (false, MarketplaceError::AutopayTooLong.into())
                );
            }
        }
    }
    // An edit of the offer leaves less of the lead, or nothing.
    let lead = |longest: i64| ARGS.effective_lead(longest).unwrap();
    let expected = [3_600, 3_600, 3_599, 1, 0, 0, 0];
    let longest = [i64::MAX, 46_800, 46_799, 43_201, 43_200, 43_199, 0];
    assert_eq!(longest.map(lead), expected);
}

#[test]
fn p20_it_waits_while_a_dispute_is_open() {
    let (autopay, mut disputed) = (autopay(), running(Currency::Usdc));
    let end = NOW + HOURS * 3_600;
    let due = |reservation: &Reservation, now| autopay.require_due(reservation, 1, now);
    assert_eq!(due(&disputed, end - 2), Ok(()));
    disputed.open_dispute(end - 2).unwrap();
    let paused = due(&disputed, end - 1).unwrap_err();
    assert_eq!(paused, MarketplaceError::AutopayPaused.into());
    let ruling = DisputeDecision {
        made_at: end - 1,
        payer_bps: 0,
    };
    disputed.decide(&ruling, end - 1).unwrap();
    assert_eq!(due(&disputed, end - 1), Ok(()));
}

/// A stranger that floods an endpoint can bring about a report, and must not end the rental by it. Reported time is refunded anyway.
#[test]
fn p20_no_report_of_an_outage_stops_it() {
    let autopay = autopay();
    let end = NOW + HOURS * 3_600;
    let due = |reservation: &Reservation, now| autopay.require_due(reservation, 1, now);
    let report = |it: &mut Reservation, at, down| {
        let made_at = at;
        it.report(&OutageReport { made_at, at, down }, at).unwrap();
    };
    let mut down = running(Currency::Usdc);
    report(&mut down, end - 600, true);
    assert_eq!(due(&down, end - 600), Ok(()));
    report(&mut down, end - 300, false);
    assert_eq!(due(&down, end - 300), Ok(()));

    let mut too_long = running(Currency::Usdc);
    report(&mut too_long, NOW + 3_600, true);
    report(&mut too_long, NOW + 5 * 3_600, false);
    assert_eq!(too_long.is_down_too_long(end - 600), Ok(true));
    assert_eq!(due(&too_long, end - 600), Ok(()));
}

#[test]
fn p20_it_is_of_one_reservation_of_one_payer() {
    let (autopay, reservation) = (autopay(), running(Currency::Usdc));
    for other in [
        Reservation {
            payer: key(3),
            ..reservation
        },
        // The address is used again, or for another currency.
        Reservation {
            created_at: NOW - 59,
            ..reservation
        },
        Reservation {
            currency: Currency::Io as u8,
            ..reservation
        },
        // Closed and made again in the same second.
        Reservation {
            offer: key(5),
            ..reservation
        },
    ] {
        let refused = autopay
            .require_due(&other, 1, NOW + HOURS * 3_600)
            .unwrap_err();
        assert_eq!(refused, MarketplaceError::WrongAutopay.into());
    }
}

#[test]
fn p20_a_shortage_is_recorded_once_and_ends_with_an_extension_or_new_terms() {
    let reservation = due();
    for short in [funds(99, 500), funds(500, 99), Funds::default()] {
        let mut autopay = autopay();
        assert_eq!(autopay.short_for(&reservation), Ok(None));
        assert_eq!(autopay.spend(100, short, &reservation, NOW), Ok(false));
        assert_eq!((autopay.short_since, autopay.left), (NOW, 1_000));
        assert_eq!(autopay.short_for(&reservation), Ok(Some(NOW)));
        let again = autopay.spend(100, short, &reservation, NOW + 1);
        assert_eq!(again.unwrap_err(), MarketplaceError::AutopayShort.into());
        let mut edited = autopay;
        edited.set(&ARGS, &reservation, LONGEST).unwrap();
        assert_eq!(edited.short_since, 0);
        let paid = autopay.spend(100, funds(100, 100), &reservation, NOW + 2);
        assert_eq!(paid, Ok(true));
        assert_eq!((autopay.short_since, autopay.left), (0, 900));
    }
}

/// The payer extends by hand after a shortage: the next one is recorded and emitted too.
#[test]
fn p20_a_shortage_of_an_earlier_lead_hides_no_later_one() {
    let (mut autopay, mut reservation) = (autopay(), due());
    let short = Funds::default();
    assert_eq!(autopay.spend(100, short, &reservation, NOW), Ok(false));
    let more = Segment {
        rate: 100,
        seconds: 1,
    };
    reservation.extend(more, NOW + 1).unwrap();
    assert_eq!(autopay.short_for(&reservation), Ok(None));
    assert_eq!(autopay.spend(100, short, &reservation, NOW + 1), Ok(false));
    assert_eq!(autopay.short_for(&reservation), Ok(Some(NOW + 1)));
    let again = autopay.spend(100, short, &reservation, NOW + 2);
    assert_eq!(again.unwrap_err(), MarketplaceError::AutopayShort.into());
}

#[test]
fn p20_what_is_left_is_the_most() {
    let mut autopay = autopay();
    let much = funds(u64::MAX, u64::MAX);
    let refused = autopay.spend(1_001, much, &due(), NOW).unwrap_err();
    assert_eq!(refused, MarketplaceError::AutopayLimit.into());
    // A cost above the limit is no shortage, whatever the wallet holds.
    let refused = autopay
        .spend(1_001, Funds::default(), &due(), NOW)
        .unwrap_err();
    assert_eq!(refused, MarketplaceError::AutopayLimit.into());
    assert_eq!(autopay.spend(1_000, much, &due(), NOW), Ok(true));
    assert_eq!((autopay.left, autopay.short_since), (0, 0));
}

#[test]
fn each_extension_has_one_bounty_until_they_are_used_up() {
    let mut autopay = autopay();
    // The rent has risen, so that there is nothing to give away.
    assert_eq!(autopay.take_bounty(9_999), 0);
    for left in [2, 1, 0] {
        assert_eq!(autopay.take_bounty(10_000), 10_000);
        assert_eq!(autopay.deposit(), Ok(left * 10_000));
    }
    assert_eq!(autopay.take_bounty(u64::MAX), 0);
}
