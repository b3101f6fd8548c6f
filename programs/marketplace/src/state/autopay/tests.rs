//! P-20: what autopay may do, apart from accounts.

use bytemuck::Zeroable;
use proptest::prelude::*;

use super::*;
use crate::state::{Segment, Segments, Status, Terms};

const NOW: i64 = 1_000_000;
const DAY: u32 = 86_400;
/// Hours of the reservation.
const HOURS: i64 = 48;

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
        created_at: NOW - 60,
        started_at: NOW,
        status: Status::Active as u8,
        currency: currency as u8,
        segments: Segments::new(Segment {
            rate: 100,
            seconds: HOURS as u32 * 3_600,
        }),
        terms: Terms {
            hold_back: DAY,
            ..Terms::default()
        },
        ..Reservation::zeroed()
    }
}

fn set(args: AutopayArgs, reservation: &Reservation) -> Result<Autopay> {
    let mut autopay = Autopay::new(key(1), reservation.payer, [254, 253]);
    autopay.set(&args, reservation)?;
    Ok(autopay)
}

/// Autopay of [`running`] in USDC.
fn autopay() -> Autopay {
    set(ARGS, &running(Currency::Usdc)).unwrap()
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
fn p28_in_io_four_extensions_last_for_the_hold_back_and_the_lead() {
    let io = running(Currency::Io);
    for (hours, lead, is_right) in [
        (12, DAY, true),
        (12, DAY + 1, false),
        (7, 4 * 3_600, true),
        (7, 4 * 3_600 + 1, false),
        (6, 1, false),
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
    /// Autopay that extends as often as it may, at another rate each time, finds a free segment for a year.
    #[test]
    fn p28_autopay_in_io_never_runs_out_of_segments(
        hours in 7..=24_u16,
        lead in 1..=4 * 3_600_u32,
        late in proptest::collection::vec(0..4 * 3_600_u32, 60),
    ) {
        let mut reservation = running(Currency::Io);
        let autopay = set(AutopayArgs { hours, lead, ..ARGS }, &reservation).unwrap();
        for (rate, late) in (1..).zip(late) {
            let now = autopay.extends_from(&reservation).unwrap() + i64::from(late.min(lead - 1));
            let segment = Segment { rate: 1_000 + rate, seconds: u32::from(hours) * 3_600 };
            reservation.extend(segment, now).unwrap();
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
            if autopay.spend(needed, funds(held, allowed), NOW) == Ok(true) {
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
    ] {
        let refused = autopay
            .require_due(&other, 1, NOW + HOURS * 3_600)
            .unwrap_err();
        assert_eq!(refused, MarketplaceError::WrongAutopay.into());
    }
}

#[test]
fn p20_a_shortage_is_recorded_once_and_ends_with_an_extension_or_new_terms() {
    for short in [funds(99, 500), funds(500, 99), Funds::default()] {
        let mut autopay = autopay();
        assert_eq!(autopay.spend(100, short, NOW), Ok(false));
        assert_eq!((autopay.short_since, autopay.left), (NOW, 1_000));
        let again = autopay.spend(100, short, NOW + 1).unwrap_err();
        assert_eq!(again, MarketplaceError::AutopayShort.into());
        let mut edited = autopay;
        edited.set(&ARGS, &running(Currency::Usdc)).unwrap();
        assert_eq!(edited.short_since, 0);
        assert_eq!(autopay.spend(100, funds(100, 100), NOW + 2), Ok(true));
        assert_eq!((autopay.short_since, autopay.left), (0, 900));
    }
}

#[test]
fn p20_what_is_left_is_the_most() {
    let mut autopay = autopay();
    let much = funds(u64::MAX, u64::MAX);
    let refused = autopay.spend(1_001, much, NOW).unwrap_err();
    assert_eq!(refused, MarketplaceError::AutopayLimit.into());
    // A cost above the limit is no shortage, whatever the wallet holds.
    let refused = autopay.spend(1_001, Funds::default(), NOW).unwrap_err();
    assert_eq!(refused, MarketplaceError::AutopayLimit.into());
    assert_eq!(autopay.spend(1_000, much, NOW), Ok(true));
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
