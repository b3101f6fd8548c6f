//! What a reservation will cost or give, for clients: the program's own arithmetic on copies of its accounts.

use io_common::{math::Checked, Result};

use crate::state::{meter, Reservation, Segment, Status, Terms};

/// The cost of a booking, in base units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Price of the time.
    pub gross: u64,
    /// The renter's fee on top, rounded up.
    pub renter_fee: u64,
    /// What the renter locks.
    pub total: u64,
    /// What the supplier gets if all of it is used.
    pub supplier_gets: u64,
}

/// The cost of `segment` under `terms`.
///
/// # Errors
/// `MathOverflow` above 64 bits.
pub fn cost(segment: Segment, terms: &Terms) -> Result<Cost> {
    let gross = meter::gross(&[segment], segment.seconds)?;
    Ok(Cost {
        gross,
        renter_fee: terms.renter_fee(gross)?,
        total: terms.cost(gross)?,
        supplier_gets: terms.net(gross)?,
    })
}

/// What the renter would get back by terminating at `now`; nothing unless the meter runs.
pub fn refund_if_terminated(reservation: &Reservation, now: i64) -> u64 {
    let mut copy = *reservation;
    match copy.terminate(now) {
        Ok(()) => copy.to_renter.owed,
        Err(_) => 0,
    }
}

/// Seconds until the paid time is used up: all of it before the start, none after the end.
///
/// # Errors
/// `MathOverflow`, not reachable with an account of the program.
pub fn seconds_left(reservation: &Reservation, now: i64) -> Result<u32> {
    if reservation.is(Status::Reserved) || reservation.is(Status::Active) {
        let total = meter::total_seconds(&reservation.segments)?;
        return total.minus(reservation.metered(now)?);
    }
    Ok(0)
}

/// The next payment to the supplier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settlement {
    /// Unix seconds from which there is, or will be, something to pay; none before the start and after
    /// everything is paid.
    pub from: Option<i64>,
    /// Base units that `settle` would pay at once; after the end, those that `finish` will pay.
    pub amount: u64,
}

/// What the supplier can expect next, as things stand at `now`.
///
/// # Errors
/// `MathOverflow`, not reachable with an account of the program.
pub fn next_settlement(reservation: &Reservation, now: i64) -> Result<Settlement> {
    let hold_back = i64::from(reservation.terms.hold_back);
    if reservation.is(Status::Active) {
        let mut copy = *reservation;
        let amount = copy.settle(now).map_or(0, |()| copy.to_supplier.owed);
        let (ends_at, released) = (
            reservation.ends_at()?,
            reservation.started_at.plus(hold_back)?,
        );
        let from = if amount > 0 {
            now
        } else if now.max(released) < ends_at {
            // The meter runs on, and has been paid up to now.
            released.max(now.plus(1)?)
        } else {
            // Nothing but the hold-back is left.
            ends_at.plus(hold_back)?
        };
        return Ok(Settlement {
            from: Some(from.max(now)),
            amount,
        });
    }
    let amount = reservation.to_supplier.owed.plus(reservation.held()?)?;
    let from = if reservation.is(Status::Ended) {
        reservation.ended_at.plus(hold_back)?.max(now)
    } else {
        now
    };
    Ok(Settlement {
        from: (amount > 0).then_some(from),
        amount,
    })
}
