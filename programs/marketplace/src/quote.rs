//! Figures for clients about a reservation: the program's own arithmetic on copies of its accounts.

use anchor_lang::prelude::*;
use io_common::math::Checked;

use crate::state::{Payee, Reservation, Segment, Status, Terms};

/// The cost of a reservation, in base units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Price of the reserved time.
    pub gross: u64,
    /// The renter's fee on top, rounded up.
    pub renter_fee: u64,
    /// Amount that the payer locks.
    pub total: u64,
    /// Amount that the supplier gets if all of the time is used.
    pub supplier_gets: u64,
}

/// The cost of `segment` under `terms`.
///
/// # Errors
/// `MathOverflow` above 64 bits.
pub fn cost(segment: Segment, terms: &Terms) -> io_common::Result<Cost> {
    let gross = segment.gross(segment.seconds)?;
    Ok(Cost {
        gross,
        renter_fee: terms.renter_fee(gross)?,
        total: terms.cost(gross)?,
        supplier_gets: terms.net(gross)?,
    })
}

/// The minimum that a renter who terminates owes, except within the grace period or after too much downtime.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Least {
    /// Minimum time, in seconds.
    pub seconds: u32,
    /// Its cost with the renter's fee, in base units.
    pub cost: u64,
}

/// The minimum due of a reservation of `segment` under `terms`.
///
/// # Errors
/// `MathOverflow` above 64 bits.
pub fn least_due(segment: Segment, terms: &Terms) -> io_common::Result<Least> {
    let seconds = terms.least()?.min(segment.seconds);
    let cost = terms.cost(segment.gross(seconds)?)?;
    Ok(Least { seconds, cost })
}

/// Amount that the payer would lock to extend by `segment` at `now`.
///
/// # Errors
/// Those of [`Reservation::extend`].
pub fn extension_cost(reservation: &Reservation, segment: Segment, now: i64) -> Result<u64> {
    { *reservation }.extend(segment, now)
}

/// Deposit that the payer would pay for a dispute at `now`.
///
/// # Errors
/// Those of [`Reservation::open_dispute`].
pub fn deposit_of_dispute(reservation: &Reservation, now: i64) -> Result<u64> {
    { *reservation }.open_dispute(now)
}

/// Amount that the payer would be owed after a termination at `now`; 0 unless the meter runs.
pub fn refund_if_terminated(reservation: &Reservation, now: i64) -> u64 {
    refund(reservation, |copy| copy.terminate(now))
}

/// Amount that the payer would be owed after a termination for downtime at `now`; 0 unless the downtime allows it.
pub fn refund_if_terminated_for_downtime(reservation: &Reservation, now: i64) -> u64 {
    refund(reservation, |copy| copy.terminate_for_downtime(now))
}

/// What the supplier would forfeit, after its fee, by terminating at `now`: as many of the last seconds as are missing of its
/// notice, as far as they are held back. Nothing unless the meter runs.
pub fn forfeit_if_terminated_by_supplier(reservation: &Reservation, now: i64) -> u64 {
    let mut noticed = *reservation;
    noticed.terms.notice = 0;
    let due = |mut copy: Reservation| match copy.terminate_by_supplier(now) {
        Ok(()) => copy.terms.net(copy.payable).unwrap_or(0),
        Err(_) => 0,
    };
    due(noticed).saturating_sub(due(*reservation))
}

fn refund(reservation: &Reservation, exit: impl FnOnce(&mut Reservation) -> Result<()>) -> u64 {
    let mut copy = *reservation;
    match exit(&mut copy) {
        Ok(()) => copy.owed(Payee::Payer).unwrap_or(0),
        Err(_) => 0,
    }
}

/// Fees that `sweep_fees` would send at `now`, in base units.
///
/// # Errors
/// `MathOverflow`, which cannot occur with an account of the program.
pub fn fees_to_sweep(reservation: &Reservation, now: i64) -> io_common::Result<u64> {
    let mut copy = *reservation;
    copy.settle(now)?;
    copy.owed(Payee::Fees)
}

/// Seconds until the end: all reserved seconds before the start, 0 after the end. Downtime does not move the end.
///
/// # Errors
/// `MathOverflow`, which cannot occur with an account of the program.
pub fn seconds_left(reservation: &Reservation, now: i64) -> io_common::Result<u32> {
    if reservation.is(Status::Reserved) || reservation.is(Status::Active) {
        return reservation.reserved()?.minus(reservation.elapsed(now)?);
    }
    Ok(0)
}

/// The next payment to the supplier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settlement {
    /// Unix seconds from which something can be paid, `now` at the earliest; none before the start and after
    /// everything is paid.
    pub from: Option<i64>,
    /// Base units that can be paid then, by `settle_reservation` or, once everything is allocated, by
    /// `close_reservation`.
    pub amount: u64,
}

/// The next payment to the supplier as of `now`, without a further report of the council or a decision of an open
/// dispute.
///
/// # Errors
/// `MathOverflow`, which cannot occur with an account of the program.
pub fn next_settlement(reservation: &Reservation, now: i64) -> Result<Settlement> {
    let (mut from, mut until) = (now, all_owed_from(reservation, now)?);
    if reservation.is(Status::Reserved) || owed_at(reservation, until)? == 0 {
        return Ok(Settlement {
            from: None,
            amount: 0,
        });
    }
    // The amount owed never falls: bisection finds the first second.
    while from < until {
        let middle = from.midpoint(until);
        if owed_at(reservation, middle)? > 0 {
            until = middle;
        } else {
            from = middle.plus(1)?;
        }
    }
    Ok(Settlement {
        from: Some(from),
        amount: owed_at(reservation, from)?,
    })
}

/// From when everything can be allocated.
fn all_owed_from(reservation: &Reservation, now: i64) -> io_common::Result<i64> {
    let decided = match reservation.dispute.is_open() {
        true => reservation.decides_until()?.plus(1)?,
        false => now,
    };
    Ok(reservation.releases_at()?.max(decided).max(now))
}

/// Amount owed to the supplier at `at`, once everything that anyone may send by then has been sent.
fn owed_at(reservation: &Reservation, at: i64) -> Result<u64> {
    let mut then = *reservation;
    if then.dispute.is_open() && at > then.decides_until()? {
        then.expire_dispute(at)?;
    }
    if then.is(Status::Active) && at >= then.ends_at()? {
        then.complete(at)?;
    }
    if then.is(Status::Ended) && at >= then.releases_at()? && !then.dispute.is_open() {
        then.close(at)?;
    } else {
        then.settle(at)?;
    }
    Ok(then.owed(Payee::Supplier)?)
}
