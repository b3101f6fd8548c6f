//! Transitions of a supplier's usage account. The account is shared and in `io-common`.

use anchor_lang::prelude::*;
use io_common::{
    constants::epoch_hour,
    math::Checked,
    require,
    types::{Supplier, SupplierUsage},
    CommonError,
};

use super::{Currency, EndReason, Reservation, Served, Status};
use crate::{constants::BREACH_STEP, error::MarketplaceError};

/// Whether `signer` may offer, start and decline for the supplier: its owner or its operator.
pub fn may_serve(supplier: &Supplier, signer: &Pubkey) -> bool {
    [supplier.owner, supplier.operator].contains(signer)
}

/// Reserves `gpus` over all offers. They must be attested now and backed by stake.
///
/// # Errors
/// `NotAttested`, `NotBacked`.
pub fn reserve(usage: &mut SupplierUsage, supplier: &Supplier, gpus: u32, now: i64) -> Result<()> {
    usage.reserved_gpus = usage.reserved_gpus.plus(gpus)?;
    usage.open_reservations = usage.open_reservations.plus(1)?;
    require_sold(usage, supplier, now)
}

/// Cost of a breach by `gpus` GPUs reserved now, in tenths of an IO, rounded down. It is fixed by the terms at the
/// time of the reservation, whatever the requirement becomes.
///
/// # Errors
/// `MathOverflow`, which cannot occur with stake behind the GPUs.
pub fn breach(supplier: &Supplier, gpus: u32) -> io_common::Result<u32> {
    let steps = supplier.attestation.breach(gpus)?.div_euclid(BREACH_STEP);
    u32::try_from(steps).map_err(|_| CommonError::MathOverflow)
}

/// Refuses unless all reserved GPUs are attested now and backed by stake.
///
/// # Errors
/// `NotAttested`, `NotBacked`.
pub fn require_sold(usage: &SupplierUsage, supplier: &Supplier, now: i64) -> Result<()> {
    let attested = supplier.attestation.live_gpus(now);
    require!(
        usage.reserved_gpus <= attested,
        MarketplaceError::NotAttested
    );
    let backed = supplier.backs(usage.reserved_gpus)?;
    require!(backed, MarketplaceError::NotBacked);
    Ok(())
}

/// Frees the GPUs of a reservation that has just ended.
///
/// # Errors
/// `MathOverflow`, which cannot occur.
pub fn free(usage: &mut SupplierUsage, reservation: &Reservation) -> io_common::Result<()> {
    usage.reserved_gpus = usage.reserved_gpus.minus(reservation.gpus)?;
    Ok(())
}

/// Adds a final reservation to the service record at `now`, and returns its time served.
///
/// # Errors
/// `MathOverflow`, which cannot occur.
pub fn record(
    usage: &mut SupplierUsage,
    reservation: &Reservation,
    now: i64,
) -> io_common::Result<Served> {
    let served = reservation.served(reservation.ended_at)?;
    let record = &mut usage.service;
    record.gpu_seconds = record
        .gpu_seconds
        .plus(u64::from(served.metered).times(reservation.gpus.into())?)?;
    record.outage_seconds = record.outage_seconds.plus(served.downtime.into())?;
    // A breach counts for any end: a supplier cannot avoid it by ending first.
    if served.too_long {
        record.breaches = record.breaches.saturating_add(1);
        usage.breached = usage.breached.saturating_add(reservation.breach()?);
    }
    let is_first = reservation.end_reason()? != EndReason::NotStarted
        || is_first_not_started(usage, reservation.created_at, now);
    let record = &mut usage.service;
    let count = match reservation.end_reason()? {
        EndReason::SupplierTerminated => &mut record.terminated,
        EndReason::Declined => &mut record.declined,
        EndReason::NotStarted if !is_first => return Ok(served),
        EndReason::NotStarted => &mut record.not_started,
        _ if served.too_long => return Ok(served),
        EndReason::TerminatedEarly => &mut record.early,
        _ => &mut record.completed,
    };
    *count = count.plus(1)?;
    Ok(served)
}

/// Whether no other reservation made in the same epoch hour counts as not started; this one counts from now on. Hours
/// older than 32 hours are forgotten, so the order in which reservations are ended does not matter.
fn is_first_not_started(usage: &mut SupplierUsage, created_at: i64, now: i64) -> bool {
    let hour = epoch_hour(now).max(usage.not_started_hour);
    let passed = hour.saturating_sub(usage.not_started_hour);
    let known = usage.not_started_hours.checked_shl(passed).unwrap_or(0);
    let age = hour.saturating_sub(epoch_hour(created_at));
    let bit = 1_u32.checked_shl(age).unwrap_or(0);
    (usage.not_started_hour, usage.not_started_hours) = (hour, known | bit);
    bit & !known != 0
}

/// Records fees that have reached the vault.
///
/// # Errors
/// `MathOverflow`, which cannot occur.
pub fn record_fees(
    usage: &mut SupplierUsage,
    currency: Currency,
    fees: u64,
) -> io_common::Result<()> {
    let total = match currency {
        Currency::Io => &mut usage.service.fees_io,
        Currency::Usdc => &mut usage.service.fees_usdc,
    };
    *total = total.plus(fees)?;
    Ok(())
}

/// Stops counting a reservation as open, once, when its supplier, who is `owed` this amount, is paid completely.
/// Amounts owed to payer and vault do not prevent the supplier from closing.
///
/// # Errors
/// `MathOverflow`, which cannot occur.
pub fn release(
    usage: &mut SupplierUsage,
    reservation: &mut Reservation,
    owed: u64,
) -> io_common::Result<()> {
    if reservation.supplier_paid == 0 && reservation.is(Status::Closed) && owed == 0 {
        usage.open_reservations = usage.open_reservations.minus(1)?;
        reservation.supplier_paid = 1;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::{Payee, Segment, Segments, Status};
    use bytemuck::Zeroable;
    use io_common::{
        constants::{HOUR, ONE_IO, ONE_UNIT, SUPPLY_CAP},
        types::ServiceRecord,
    };

    const NOW: i64 = 1_800_000_000;
    const HALF_A_DAY: i64 = 12 * HOUR;

    /// Eight GPUs of one unit each, 200 IO a unit.
    fn supplier() -> Supplier {
        let mut supplier = Supplier::zeroed();
        supplier.attestation.ends_at = NOW + 1;
        supplier.attestation.gpus = 8;
        supplier.attestation.multiplier = u32::try_from(ONE_UNIT).unwrap();
        supplier.attestation.stake_per_unit = 200 * ONE_IO;
        supplier.attestation.breach_bps = 1_000;
        supplier.stake.own = 800 * ONE_IO;
        supplier.stake.delegated = 800 * ONE_IO;
        supplier
    }

    fn refusal(supplier: &Supplier, gpus: u32, now: i64) -> Error {
        reserve(&mut SupplierUsage::zeroed(), supplier, gpus, now).unwrap_err()
    }

    #[test]
    fn reserved_gpus_are_attested_and_backed() {
        let mut usage = SupplierUsage::zeroed();
        reserve(&mut usage, &supplier(), 8, NOW).unwrap();
        assert_eq!((usage.reserved_gpus, usage.open_reservations), (8, 1));
        let attested = MarketplaceError::NotAttested;
        assert_eq!(
            reserve(&mut usage, &supplier(), 1, NOW).unwrap_err(),
            attested.into()
        );
        assert_eq!(refusal(&supplier(), 9, NOW), attested.into());
        assert_eq!(refusal(&supplier(), 1, NOW + 1), attested.into());
    }

    #[test]
    fn half_of_the_backing_is_the_owners() {
        let (mut poor, mut lone) = (supplier(), supplier());
        poor.stake.own -= 1;
        poor.stake.delegated += 1;
        lone.stake.delegated -= 1;
        for supplier in [poor, lone] {
            assert_eq!(
                refusal(&supplier, 8, NOW),
                MarketplaceError::NotBacked.into()
            );
        }
    }

    #[test]
    fn an_end_frees_the_gpus_and_is_recorded() {
        for (reason, counts) in [
            (EndReason::Completed, [1, 0, 0, 0, 0, 0]),
            (EndReason::RenterTerminated, [1, 0, 0, 0, 0, 0]),
            (EndReason::TerminatedForDowntime, [1, 0, 0, 0, 0, 0]),
            (EndReason::TerminatedEarly, [0, 1, 0, 0, 0, 0]),
            (EndReason::SupplierTerminated, [0, 0, 1, 0, 0, 0]),
            (EndReason::NotStarted, [0, 0, 0, 1, 0, 0]),
            (EndReason::Declined, [0, 0, 0, 0, 1, 0]),
        ] {
            let mut usage = SupplierUsage::zeroed();
            reserve(&mut usage, &supplier(), 3, NOW).unwrap();
            let mut reservation = Reservation::zeroed();
            (reservation.gpus, reservation.end_reason) = (3, reason as u8);
            (reservation.created_at, reservation.status) = (NOW, Status::Closed as u8);
            free(&mut usage, &reservation).unwrap();
            assert_eq!(usage.reserved_gpus, 0);
            record(&mut usage, &reservation, NOW).unwrap();
            let ServiceRecord {
                completed,
                early,
                terminated,
                not_started,
                declined,
                breaches,
                ..
            } = usage.service;
            assert_eq!(
                [
                    completed,
                    early,
                    terminated,
                    not_started,
                    declined,
                    breaches
                ],
                counts
            );
            assert_eq!(usage.breached, 0);
        }
    }

    /// A reservation of one GPU made at `created_at` that no one started within half an hour.
    fn waited_in_vain(created_at: i64) -> Reservation {
        let mut reservation = Reservation::zeroed();
        (reservation.gpus, reservation.created_at) = (1, created_at);
        reservation.terms.start_window = 1_800;
        (reservation.status, reservation.end_reason) =
            (Status::Closed as u8, EndReason::NotStarted as u8);
        reservation
    }

    /// How many reservations count as not started, by when each was made and ended.
    fn not_started(ends: impl IntoIterator<Item = (i64, i64)>) -> u32 {
        let mut usage = SupplierUsage::zeroed();
        for (created_at, ended_at) in ends {
            usage.reserved_gpus = 1;
            let reservation = waited_in_vain(created_at);
            free(&mut usage, &reservation).unwrap();
            record(&mut usage, &reservation, ended_at).unwrap();
        }
        usage.service.not_started
    }

    #[test]
    fn a_hundred_reservations_at_once_weigh_as_one_that_was_not_started() {
        // Within an epoch hour, whenever they are ended.
        let hour = (0..100).map(|place| (NOW + 36 * place, NOW + 5_400 + 900 * place));
        assert_eq!(not_started(hour), 1);
        let next = [NOW, NOW + HOUR - 1, NOW + HOUR].map(|reserved| (reserved, NOW + 2 * HOUR));
        assert_eq!(not_started(next), 2);
    }

    /// An hour is forgotten once nothing made in it can count.
    #[test]
    fn what_nobody_ends_for_32_hours_counts_no_more() {
        let last = NOW + 32 * HOUR - 1;
        assert_eq!(not_started([(NOW, last)]), 1);
        assert_eq!(not_started([(NOW, last + 1)]), 0);
        assert_eq!(not_started([(NOW, last), (NOW, last), (NOW, last + 1)]), 1);
        // A clock that has stepped back before a known hour.
        let back = [
            (NOW, NOW + 2 * HOUR),
            (NOW, NOW + HOUR),
            (NOW - 1, NOW + HOUR),
        ];
        assert_eq!(not_started(back), 2);
    }

    /// P-24: with any start window, reservations that are ended in time count the same in any order.
    #[test]
    fn p24_in_which_order_reservations_are_ended_changes_nothing() {
        let reserved = [0, 1_799, 1_800, 1_801, 3_599, 3_600, 7_100, 9_000, 40_000];
        let now = NOW + 40_000 + HALF_A_DAY;
        let mut order = reserved;
        let mut seed = 7_usize;
        for _ in 0..1_000 {
            for place in 1..order.len() {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                order.swap(place, (seed >> 33) % (place + 1));
            }
            // All at once, or one an hour.
            for pause in [0, HOUR] {
                let ends = (0..)
                    .zip(order)
                    .map(|(place, at)| (NOW + at, now + pause * place));
                assert_eq!(not_started(ends), 4, "{order:?}");
            }
        }
    }

    #[test]
    fn a_reservation_is_open_until_its_supplier_has_got_its_part() {
        let mut usage = SupplierUsage::zeroed();
        usage.open_reservations = 2;
        let mut open = |reservation: &mut Reservation| {
            let owed = reservation.owed(Payee::Supplier).unwrap();
            release(&mut usage, reservation, owed).unwrap();
            usage.open_reservations
        };
        let mut reservation = Reservation::zeroed();
        (reservation.locked, reservation.payable, reservation.charged) = (100, 70, 70);
        for status in [Status::Reserved, Status::Active, Status::Ended] {
            reservation.status = status as u8;
            assert_eq!(open(&mut { reservation }), 2);
        }
        reservation.status = Status::Closed as u8;
        reservation.paid.supplier = 69;
        assert_eq!(open(&mut reservation), 2, "a base unit is owed");
        reservation.paid.supplier = 70;
        assert_eq!(reservation.owed(Payee::Payer), Ok(30));
        assert_eq!(open(&mut reservation), 1);
        assert_eq!(open(&mut reservation), 1, "counted once");
        let mut declined = Reservation::zeroed();
        (declined.locked, declined.status) = (100, Status::Closed as u8);
        assert_eq!(open(&mut declined), 0, "nothing is owed to the supplier");
    }

    #[test]
    fn a_breach_costs_what_the_terms_of_its_reservation_say() {
        let supplier = supplier();
        // A tenth of 200 IO for each GPU.
        assert_eq!(breach(&supplier, 1), Ok(200));
        assert_eq!(breach(&supplier, 3), Ok(600));
        let mut reservation = Reservation::zeroed();
        reservation.breach = 600;
        assert_eq!(reservation.breach(), Ok(60 * ONE_IO));
        // Rounded down to a tenth of an IO, which is 0.05 % of 200 IO.
        let mut odd = supplier;
        odd.attestation.breach_bps = 7;
        assert_eq!(breach(&odd, 1), Ok(1), "0.14 IO");
        odd.attestation.breach_bps = 4;
        assert_eq!(breach(&odd, 1), Ok(0), "0.08 IO");
        // All IO that can exist, and the largest share of it.
        let mut all = supplier;
        all.attestation.stake_per_unit = SUPPLY_CAP;
        all.attestation.breach_bps = 5_000;
        assert_eq!(breach(&all, 1), Ok(4_000_000_000));
        assert_eq!(breach(&all, 2), Err(CommonError::MathOverflow));
    }

    /// Three GPUs for 100 seconds, with 60 seconds of downtime allowed.
    fn ended(reason: EndReason, down: u32) -> Reservation {
        let mut reservation = Reservation::zeroed();
        (reservation.gpus, reservation.end_reason) = (3, reason as u8);
        (reservation.status, reservation.ended_at) = (Status::Ended as u8, 100);
        (reservation.terms.min_downtime, reservation.outage.total) = (60, down);
        reservation.breach = 45;
        reservation.segments = Segments::new(Segment {
            rate: 1,
            seconds: 100,
        });
        reservation
    }

    #[test]
    fn too_much_downtime_is_a_breach_however_it_ends() {
        for (reason, completed, terminated) in [
            (EndReason::Completed, 1, 0),
            (EndReason::RenterTerminated, 1, 0),
            (EndReason::SupplierTerminated, 0, 1),
        ] {
            let mut usage = SupplierUsage::zeroed();
            record(&mut usage, &ended(reason, 60), NOW).unwrap();
            assert_eq!((usage.service.breaches, usage.breached), (0, 0));
            let counts = (usage.service.completed, usage.service.terminated);
            assert_eq!(counts, (completed, terminated));
            record(&mut usage, &ended(reason, 61), NOW).unwrap();
            assert_eq!(
                (usage.service.breaches, usage.breached),
                (1, 45 * BREACH_STEP)
            );
            let counts = (usage.service.completed, usage.service.terminated);
            assert_eq!(counts, (completed, 2 * terminated));
        }
    }

    #[test]
    fn fees_are_recorded_by_their_currency() {
        let mut usage = SupplierUsage::zeroed();
        for (currency, fees) in [(Currency::Io, 5), (Currency::Usdc, 70), (Currency::Io, 6)] {
            record_fees(&mut usage, currency, fees).unwrap();
        }
        assert_eq!((usage.service.fees_io, usage.service.fees_usdc), (11, 70));
    }

    #[test]
    fn the_record_counts_gpu_seconds_and_outages() {
        let mut usage = SupplierUsage::zeroed();
        let mut reservation = Reservation::zeroed();
        (reservation.gpus, reservation.outage.total) = (3, 20);
        (reservation.status, reservation.ended_at) = (Status::Ended as u8, 100);
        reservation.segments = Segments::new(Segment {
            rate: 1,
            seconds: 180,
        });
        record(&mut usage, &reservation, NOW).unwrap();
        let record = &usage.service;
        assert_eq!((record.gpu_seconds, record.outage_seconds), (240, 20));
    }

    /// An exit never fails because of the record.
    #[test]
    fn what_breaches_cost_stops_at_its_maximum() {
        let mut usage = SupplierUsage::zeroed();
        usage.breached = u64::MAX - 1;
        record(
            &mut usage,
            &ended(EndReason::TerminatedForDowntime, 61),
            NOW,
        )
        .unwrap();
        assert_eq!(usage.breached, u64::MAX);
    }

    #[test]
    fn owner_and_operator_serve_and_nobody_else() {
        let [owner, operator, payout] = [1, 2, 3].map(|byte| Pubkey::new_from_array([byte; 32]));
        let mut supplier = supplier();
        (supplier.owner, supplier.operator, supplier.payout) = (owner, operator, payout);
        assert!(may_serve(&supplier, &owner) && may_serve(&supplier, &operator));
        assert!(!may_serve(&supplier, &payout));
    }
}
