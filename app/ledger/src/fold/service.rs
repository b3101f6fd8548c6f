//! What the marketplace records of a supplier.

use super::Done;
use crate::{
    rows::{EndReason, Reservation, State, Usage},
    value::{count, uncount},
    Error,
};

const HOUR: i64 = 3_600;
/// A tenth of an IO, in base units.
const BREACH_STEP: u64 = 10_000_000;

pub fn reserve(usage: &mut Usage, gpus: u32) -> Done {
    let reserved = usage.reserved_gpus.checked_add(gpus);
    usage.reserved_gpus = reserved.ok_or(Error::Range)?;
    count(&mut usage.open_reservations)
}

pub fn free(usage: &mut Usage, gpus: u32) -> Done {
    let reserved = usage.reserved_gpus.checked_sub(gpus);
    usage.reserved_gpus = reserved.ok_or(Error::Range)?;
    Ok(())
}

/// A reservation is open until it is closed and its supplier is paid.
pub fn release(usage: &mut Usage, row: &mut Reservation) -> Done {
    let paid = row.state == State::Closed && row.totals.owed_to_supplier.0 == 0;
    if paid && !row.supplier_paid {
        row.supplier_paid = true;
        uncount(&mut usage.open_reservations)?;
    }
    Ok(())
}

/// Adds a final reservation to the record, at `now`.
pub fn record(usage: &mut Usage, row: &Reservation, now: i64) -> Done {
    let first = row.end_reason != Some(EndReason::NotStarted)
        || is_first_not_started(usage, row.created_at, now);
    let service = &mut usage.service;
    let metered = elapsed(row)?.saturating_sub(row.downtime.into());
    let seconds = metered.checked_mul(row.gpus.into());
    service.gpu_seconds.add(seconds.ok_or(Error::Range)?)?;
    service.outage_seconds.add(row.downtime.into())?;
    if row.breached {
        count(&mut service.breaches)?;
        let cost = u64::from(row.breach).checked_mul(BREACH_STEP);
        usage.breached.add(cost.ok_or(Error::Range)?)?;
    }
    match row.end_reason {
        Some(EndReason::SupplierTerminated) => count(&mut service.terminated),
        Some(EndReason::Declined) => count(&mut service.declined),
        Some(EndReason::NotStarted) if first => count(&mut service.not_started),
        Some(EndReason::NotStarted) | None => Ok(()),
        // A breach is counted as such.
        Some(_) if row.breached => Ok(()),
        Some(EndReason::TerminatedEarly) => count(&mut service.early),
        Some(_) => count(&mut service.completed),
    }
}

/// Seconds from the start to the end.
fn elapsed(row: &Reservation) -> Result<u64, Error> {
    let (Some(start), Some(end), Some(last)) = (row.started_at, row.ended_at, row.ends_at) else {
        return Ok(0);
    };
    let seconds = end.min(last).checked_sub(start).ok_or(Error::Range)?;
    // None if the clock has stepped back before the start.
    Ok(u64::try_from(seconds).unwrap_or(0))
}

/// Whether nothing else made in the same hour counts as not started. Hours are known for 32 hours.
fn is_first_not_started(usage: &mut Usage, created_at: i64, now: i64) -> bool {
    let hour_of = |time: i64| u32::try_from(time.div_euclid(HOUR)).unwrap_or(0);
    let hour = hour_of(now).max(usage.not_started_hour);
    let passed = hour.saturating_sub(usage.not_started_hour);
    let known = usage.not_started_hours.checked_shl(passed).unwrap_or(0);
    let age = hour.saturating_sub(hour_of(created_at));
    let bit = 1_u32.checked_shl(age).unwrap_or(0);
    (usage.not_started_hour, usage.not_started_hours) = (hour, known | bit);
    bit & !known != 0
}
