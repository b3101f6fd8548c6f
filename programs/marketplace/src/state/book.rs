//! Transitions of a supplier's book; the account is shared and lives in `io-common`.

use anchor_lang::prelude::*;
use io_common::{
    math::Checked,
    types::{Supplier, SupplierBook},
};

use super::{Currency, EndReason, Reservation};
use crate::error::MarketplaceError;

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

/// Frees the GPUs of a reservation that has just ended, and records how.
///
/// # Errors
/// `MathOverflow`, not reachable.
pub fn free(book: &mut SupplierBook, reservation: &Reservation) -> io_common::Result<()> {
    book.reserved_gpus = book.reserved_gpus.minus(reservation.gpus)?;
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
        book.breached_gpus = book.breached_gpus.saturating_add(reservation.gpus);
    }
    let count = match reservation.end_reason() {
        EndReason::SupplierTerminated => &mut record.terminated,
        EndReason::Declined | EndReason::NotStarted => &mut record.not_started,
        _ if breach => return Ok(()),
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

/// Forgets a reservation that is being closed.
///
/// # Errors
/// `MathOverflow`, not reachable.
pub fn close_reservation(book: &mut SupplierBook) -> io_common::Result<()> {
    book.open_reservations = book.open_reservations.minus(1)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::{Segment, Segments, Status};
    use bytemuck::Zeroable;
    use io_common::{
        constants::{ONE_IO, ONE_UNIT},
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
            (EndReason::Completed, [1, 0, 0, 0, 0]),
            (EndReason::RenterTerminated, [1, 0, 0, 0, 0]),
            (EndReason::SupplierTerminated, [0, 1, 0, 0, 0]),
            (EndReason::Declined, [0, 0, 1, 0, 0]),
            (EndReason::NotStarted, [0, 0, 1, 0, 0]),
        ] {
            let mut book = SupplierBook::zeroed();
            reserve(&mut book, &supplier(), 3, NOW).unwrap();
            let mut reservation = Reservation::zeroed();
            (reservation.gpus, reservation.end_reason) = (3, reason as u8);
            free(&mut book, &reservation).unwrap();
            let record = &book.service;
            assert_eq!(book.reserved_gpus, 0);
            let ServiceRecord {
                completed,
                terminated,
                not_started,
                breaches,
                ..
            } = *record;
            let breached = book.breached_gpus;
            assert_eq!(
                [completed, terminated, not_started, breaches, breached],
                counts
            );
            close_reservation(&mut book).unwrap();
            assert_eq!(book.open_reservations, 0);
        }
    }

    /// Three GPUs for 100 seconds, which may be down for 60.
    fn ended(reason: EndReason, down: u32) -> Reservation {
        let mut reservation = Reservation::zeroed();
        (reservation.gpus, reservation.end_reason) = (3, reason as u8);
        (reservation.status, reservation.ended_at) = (Status::Ended as u8, 100);
        (reservation.terms.min_downtime, reservation.outage.total) = (60, down);
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
            book.reserved_gpus = 6;
            free(&mut book, &ended(reason, 60)).unwrap();
            assert_eq!((book.service.breaches, book.breached_gpus), (0, 0));
            let counts = (book.service.completed, book.service.terminated);
            assert_eq!(counts, (completed, terminated));
            free(&mut book, &ended(reason, 61)).unwrap();
            assert_eq!((book.service.breaches, book.breached_gpus), (1, 3));
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
        book.reserved_gpus = 3;
        let mut reservation = Reservation::zeroed();
        (reservation.gpus, reservation.outage.total) = (3, 20);
        (reservation.status, reservation.ended_at) = (Status::Ended as u8, 100);
        reservation.segments = Segments::new(Segment {
            rate: 1,
            seconds: 200,
        });
        free(&mut book, &reservation).unwrap();
        let record = &book.service;
        assert_eq!((record.gpu_seconds, record.outage_seconds), (240, 20));
    }

    /// An exit never fails on the record of it.
    #[test]
    fn breached_gpus_stop_at_their_maximum() {
        let mut book = SupplierBook::zeroed();
        (book.reserved_gpus, book.breached_gpus) = (3, u32::MAX - 1);
        free(&mut book, &ended(EndReason::Left, 61)).unwrap();
        assert_eq!(book.breached_gpus, u32::MAX);
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
