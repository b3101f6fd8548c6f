//! Transitions of a supplier's book; the account is shared and lives in `io-common`.

use anchor_lang::prelude::*;
use io_common::{
    math::Checked,
    types::{Supplier, SupplierBook},
    CommonError,
};

use super::{Currency, EndReason, Reservation};
use crate::{constants::BREACH_STEP, error::MarketplaceError};

/// Whether `signer` may list, start and decline for the supplier: its owner or its operator.
pub fn may_serve(supplier: &Supplier, signer: &Pubkey) -> bool {
    [supplier.owner, supplier.operator].contains(signer)
}

/// Reserves `gpus` over all offers. They must be leased now, and staked for.
///
/// # Errors
/// `NotLeased`, `NotBacked`.
pub fn reserve(book: &mut SupplierBook, supplier: &Supplier, gpus: u32, now: i64) -> Result<()> {
    book.reserved_gpus = book.reserved_gpus.plus(gpus)?;
    book.open_reservations = book.open_reservations.plus(1)?;
    require_sold(book, supplier, now)
}

/// What a breach of `gpus` GPUs that are reserved now will cost, in tenths of an IO, rounded down: the terms under which it
/// was booked price it, whatever the requirement is by then.
///
/// # Errors
/// `MathOverflow`, not reachable with stake behind the GPUs.
pub fn breach(supplier: &Supplier, gpus: u32) -> io_common::Result<u32> {
    let steps = supplier.lease.breach(gpus)?.div_euclid(BREACH_STEP);
    u32::try_from(steps).map_err(|_| CommonError::MathOverflow)
}

/// Refuses unless all that is reserved is leased now, and staked for.
///
/// # Errors
/// `NotLeased`, `NotBacked`.
pub fn require_sold(book: &SupplierBook, supplier: &Supplier, now: i64) -> Result<()> {
    let leased = supplier.lease.live_gpus(now);
    require!(book.reserved_gpus <= leased, MarketplaceError::NotLeased);
    let backed = supplier.backs(book.reserved_gpus)?;
    require!(backed, MarketplaceError::NotBacked);
    Ok(())
}

/// Frees the GPUs of a reservation that has just ended.
///
/// # Errors
/// `MathOverflow`, not reachable.
pub fn free(book: &mut SupplierBook, reservation: &Reservation) -> io_common::Result<()> {
    book.reserved_gpus = book.reserved_gpus.minus(reservation.gpus)?;
    Ok(())
}

/// Records how a reservation went, once it is final.
///
/// # Errors
/// `MathOverflow`, not reachable.
pub fn record(book: &mut SupplierBook, reservation: &Reservation) -> io_common::Result<()> {
    let used = u64::from(reservation.metered(reservation.ended_at)?);
    let record = &mut book.service;
    record.gpu_seconds = record
        .gpu_seconds
        .plus(used.times(reservation.gpus.into())?)?;
    let down = reservation.downtime(reservation.ended_at)?;
    record.outage_seconds = record.outage_seconds.plus(down.into())?;
    // However it ends: a supplier does not escape the breach by ending it before the renter leaves.
    let breach = reservation.is_down_too_long(reservation.ended_at)?;
    if breach {
        record.breaches = record.breaches.saturating_add(1);
        book.breached = book.breached.saturating_add(reservation.breach()?);
    }
    let count = match reservation.end_reason() {
        EndReason::SupplierTerminated => &mut record.terminated,
        EndReason::Declined => &mut record.declined,
        EndReason::NotStarted if reservation.created_at <= book.not_started_until => return Ok(()),
        EndReason::NotStarted => {
            book.not_started_until = reservation.starts_until()?;
            &mut record.not_started
        }
        _ if breach => return Ok(()),
        EndReason::TerminatedEarly => &mut record.early,
        _ => &mut record.completed,
    };
    *count = count.plus(1)?;
    Ok(())
}

/// Records fees that have reached the vault.
///
/// # Errors
/// `MathOverflow`, not reachable.
pub fn record_fees(
    book: &mut SupplierBook,
    currency: Currency,
    fees: u64,
) -> io_common::Result<()> {
    let total = match currency {
        Currency::Io => &mut book.service.fees_io,
        Currency::Usdc => &mut book.service.fees_usdc,
    };
    *total = total.plus(fees)?;
    Ok(())
}

/// Stops counting a reservation as open, once, when its supplier has got all of its part: what renter and vault are owed
/// does not keep the supplier from closing.
///
/// # Errors
/// `MathOverflow`, not reachable.
pub fn release(book: &mut SupplierBook, reservation: &mut Reservation) -> io_common::Result<()> {
    if reservation.supplier_paid == 0 && reservation.has_paid_supplier()? {
        book.open_reservations = book.open_reservations.minus(1)?;
        reservation.supplier_paid = 1;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::{Leg, Segment, Segments, Status};
    use bytemuck::Zeroable;
    use io_common::{
        constants::{ONE_IO, ONE_UNIT, SUPPLY_CAP},
        types::ServiceRecord,
    };

    const NOW: i64 = 1_800_000_000;

    /// Eight GPUs of one unit each, 200 IO a unit.
    fn supplier() -> Supplier {
        let mut supplier = Supplier::zeroed();
        supplier.lease.ends_at = NOW + 1;
        supplier.lease.gpus = 8;
        supplier.lease.multiplier = u32::try_from(ONE_UNIT).unwrap();
        supplier.lease.stake_per_unit = 200 * ONE_IO;
        supplier.lease.breach_bps = 1_000;
        supplier.stake.own = 800 * ONE_IO;
        supplier.stake.delegated = 800 * ONE_IO;
        supplier
    }

    fn refusal(supplier: &Supplier, gpus: u32, now: i64) -> Error {
        reserve(&mut SupplierBook::zeroed(), supplier, gpus, now).unwrap_err()
    }

    #[test]
    fn reserved_gpus_are_leased_and_backed() {
        let mut book = SupplierBook::zeroed();
        reserve(&mut book, &supplier(), 8, NOW).unwrap();
        assert_eq!((book.reserved_gpus, book.open_reservations), (8, 1));
        let leased = MarketplaceError::NotLeased;
        assert_eq!(
            reserve(&mut book, &supplier(), 1, NOW).unwrap_err(),
            leased.into()
        );
        assert_eq!(refusal(&supplier(), 9, NOW), leased.into());
        assert_eq!(refusal(&supplier(), 1, NOW + 1), leased.into());
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
            (EndReason::Left, [1, 0, 0, 0, 0, 0]),
            (EndReason::TerminatedEarly, [0, 1, 0, 0, 0, 0]),
            (EndReason::SupplierTerminated, [0, 0, 1, 0, 0, 0]),
            (EndReason::NotStarted, [0, 0, 0, 1, 0, 0]),
            (EndReason::Declined, [0, 0, 0, 0, 1, 0]),
        ] {
            let mut book = SupplierBook::zeroed();
            reserve(&mut book, &supplier(), 3, NOW).unwrap();
            let mut reservation = Reservation::zeroed();
            (reservation.gpus, reservation.end_reason) = (3, reason as u8);
            (reservation.created_at, reservation.status) = (NOW, Status::Finished as u8);
            free(&mut book, &reservation).unwrap();
            assert_eq!(book.reserved_gpus, 0);
            record(&mut book, &reservation).unwrap();
            let ServiceRecord {
                completed,
                early,
                terminated,
                not_started,
                declined,
                breaches,
                ..
            } = book.service;
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
            assert_eq!(book.breached, 0);
        }
    }

    /// A reservation of a GPU at `created_at` that nobody started within half an hour.
    fn waited_in_vain(created_at: i64) -> Reservation {
        let mut reservation = Reservation::zeroed();
        (reservation.gpus, reservation.created_at) = (1, created_at);
        reservation.terms.start_window = 1_800;
        (reservation.status, reservation.end_reason) =
            (Status::Finished as u8, EndReason::NotStarted as u8);
        reservation
    }

    #[test]
    fn a_hundred_bookings_at_once_weigh_as_one_that_was_not_started() {
        let mut book = SupplierBook::zeroed();
        let mut not_started = |created_at: i64| {
            book.reserved_gpus = 1;
            let reservation = waited_in_vain(created_at);
            free(&mut book, &reservation).unwrap();
            record(&mut book, &reservation).unwrap();
            book.service.not_started
        };
        for _ in 0..100 {
            assert_eq!(not_started(NOW), 1);
        }
        // Booked while the window of the one that counts was open, to the second.
        assert_eq!(not_started(NOW + 1_800), 1);
        assert_eq!(not_started(NOW + 1_801), 2);
        // Whatever the order in which they are cancelled.
        for created_at in [NOW, NOW + 1_801, NOW + 1_800, NOW + 3_601, NOW] {
            assert_eq!(not_started(created_at), 2);
        }
        assert_eq!(not_started(NOW + 3_602), 3);
    }

    #[test]
    fn a_reservation_is_open_until_its_supplier_has_got_its_part() {
        let mut book = SupplierBook::zeroed();
        book.open_reservations = 2;
        let mut open = |reservation: &mut Reservation| {
            release(&mut book, reservation).unwrap();
            book.open_reservations
        };
        let mut reservation = Reservation::zeroed();
        (reservation.locked, reservation.payable, reservation.charged) = (100, 70, 70);
        for status in [Status::Reserved, Status::Active, Status::Ended] {
            reservation.status = status as u8;
            assert_eq!(open(&mut { reservation }), 2);
        }
        reservation.status = Status::Finished as u8;
        reservation.paid.supplier = 69;
        assert_eq!(open(&mut reservation), 2, "a base unit is owed");
        reservation.paid.supplier = 70;
        assert_eq!(reservation.owed(Leg::Renter), Ok(30));
        assert_eq!(open(&mut reservation), 1);
        assert_eq!(open(&mut reservation), 1, "counted once");
        let mut declined = Reservation::zeroed();
        (declined.locked, declined.status) = (100, Status::Finished as u8);
        assert_eq!(open(&mut declined), 0, "nothing is owed to the supplier");
    }

    #[test]
    fn a_breach_costs_what_the_terms_of_its_booking_say() {
        let supplier = supplier();
        // A tenth of 200 IO for each GPU.
        assert_eq!(breach(&supplier, 1), Ok(200));
        assert_eq!(breach(&supplier, 3), Ok(600));
        let mut reservation = Reservation::zeroed();
        reservation.breach = 600;
        assert_eq!(reservation.breach(), Ok(60 * ONE_IO));
        // Rounded down to a tenth of an IO: of 200 IO and 0.05 % that is nothing less than that.
        let mut odd = supplier;
        odd.lease.breach_bps = 7;
        assert_eq!(breach(&odd, 1), Ok(1), "0.14 IO");
        odd.lease.breach_bps = 4;
        assert_eq!(breach(&odd, 1), Ok(0), "0.08 IO");
        // All the IO there can be, and the largest share of it.
        let mut all = supplier;
        all.lease.stake_per_unit = SUPPLY_CAP;
        all.lease.breach_bps = 5_000;
        assert_eq!(breach(&all, 1), Ok(4_000_000_000));
        assert_eq!(breach(&all, 2), Err(CommonError::MathOverflow));
    }

    /// Three GPUs for 100 seconds, which may be down for 60.
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
            let mut book = SupplierBook::zeroed();
            record(&mut book, &ended(reason, 60)).unwrap();
            assert_eq!((book.service.breaches, book.breached), (0, 0));
            let counts = (book.service.completed, book.service.terminated);
            assert_eq!(counts, (completed, terminated));
            record(&mut book, &ended(reason, 61)).unwrap();
            assert_eq!(
                (book.service.breaches, book.breached),
                (1, 45 * BREACH_STEP)
            );
            let counts = (book.service.completed, book.service.terminated);
            assert_eq!(counts, (completed, 2 * terminated));
        }
    }

    #[test]
    fn fees_are_recorded_by_their_currency() {
        let mut book = SupplierBook::zeroed();
        for (currency, fees) in [(Currency::Io, 5), (Currency::Usdc, 70), (Currency::Io, 6)] {
            record_fees(&mut book, currency, fees).unwrap();
        }
        assert_eq!((book.service.fees_io, book.service.fees_usdc), (11, 70));
    }

    #[test]
    fn the_record_counts_gpu_seconds_and_outages() {
        let mut book = SupplierBook::zeroed();
        let mut reservation = Reservation::zeroed();
        (reservation.gpus, reservation.outage.total) = (3, 20);
        (reservation.status, reservation.ended_at) = (Status::Ended as u8, 100);
        reservation.segments = Segments::new(Segment {
            rate: 1,
            seconds: 180,
        });
        record(&mut book, &reservation).unwrap();
        let record = &book.service;
        assert_eq!((record.gpu_seconds, record.outage_seconds), (240, 20));
    }

    /// An exit never fails on the record of it.
    #[test]
    fn what_breaches_cost_stops_at_its_maximum() {
        let mut book = SupplierBook::zeroed();
        book.breached = u64::MAX - 1;
        record(&mut book, &ended(EndReason::Left, 61)).unwrap();
        assert_eq!(book.breached, u64::MAX);
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
