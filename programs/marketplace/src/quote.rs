//! What a reservation will cost or give, for clients: the program's own arithmetic on copies of its accounts.

use anchor_lang::prelude::*;
use io_common::math::Checked;

use crate::state::{Leg, Reservation, Segment, Status, Terms};

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
pub fn cost(segment: Segment, terms: &Terms) -> io_common::Result<Cost> {
    let gross = segment.gross(segment.seconds)?;
    Ok(Cost {
        gross,
        renter_fee: terms.renter_fee(gross)?,
        total: terms.cost(gross)?,
        supplier_gets: terms.net(gross)?,
    })
}

/// What a renter who terminates owes at least, unless it does so in the first minutes or after too much downtime.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Least {
    /// Seconds.
    pub seconds: u32,
    /// Base units, with the renter's fee.
    pub cost: u64,
}

/// The least that is due of a booking of `segment` under `terms`.
///
/// # Errors
/// `MathOverflow` above 64 bits.
pub fn least_due(segment: Segment, terms: &Terms) -> io_common::Result<Least> {
    let seconds = terms.least()?.min(segment.seconds);
    let cost = terms.cost(segment.gross(seconds)?)?;
    Ok(Least { seconds, cost })
}

/// What the renter would lock by extending by `segment` at `now`.
///
/// # Errors
/// Those of [`Reservation::extend`].
pub fn extension_cost(reservation: &Reservation, segment: Segment, now: i64) -> Result<u64> {
    { *reservation }.extend(segment, now)
}

/// The deposit that the renter would pay for a dispute at `now`.
///
/// # Errors
/// Those of [`Reservation::open_dispute`].
pub fn deposit_of_dispute(reservation: &Reservation, now: i64) -> Result<u64> {
    { *reservation }.open_dispute(now)
}

/// What the renter would be owed after terminating at `now`; nothing unless the meter runs.
pub fn refund_if_terminated(reservation: &Reservation, now: i64) -> u64 {
    refund(reservation, |copy| copy.terminate(now))
}

/// What the renter would be owed after leaving at `now`; nothing unless the downtime lets it.
pub fn refund_if_left(reservation: &Reservation, now: i64) -> u64 {
    refund(reservation, |copy| copy.leave(now))
}

fn refund(reservation: &Reservation, exit: impl FnOnce(&mut Reservation) -> Result<()>) -> u64 {
    let mut copy = *reservation;
    match exit(&mut copy) {
        Ok(()) => copy.owed(Leg::Renter).unwrap_or(0),
        Err(_) => 0,
    }
}

/// Fees that `sweep_fees` would send at `now`, in base units.
///
/// # Errors
/// `MathOverflow`, not reachable with an account of the program.
pub fn fees_to_sweep(reservation: &Reservation, now: i64) -> io_common::Result<u64> {
    let mut copy = *reservation;
    copy.settle(now)?;
    copy.owed(Leg::Fees)
}

/// Seconds until the end: all that is booked before the start, none after the end. Downtime does not move it.
///
/// # Errors
/// `MathOverflow`, not reachable with an account of the program.
pub fn seconds_left(reservation: &Reservation, now: i64) -> io_common::Result<u32> {
    if reservation.is(Status::Reserved) || reservation.is(Status::Active) {
        return reservation.booked()?.minus(reservation.elapsed(now)?);
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

/// What the supplier can expect next, as things stand at `now`: without another report of the council, and without
/// a decision of an open dispute.
///
/// # Errors
/// `MathOverflow`, not reachable with an account of the program.
pub fn next_settlement(reservation: &Reservation, now: i64) -> io_common::Result<Settlement> {
    let mut copy = *reservation;
    if copy.is(Status::Reserved) {
        return Ok(Settlement {
            from: None,
            amount: 0,
        });
    }
    if copy.is(Status::Active) {
        copy.settle(now)?;
        let amount = copy.owed(Leg::Supplier)?;
        let from = if amount > 0 {
            now
        } else {
            first_payment(&copy, now)?
        };
        return Ok(Settlement {
            from: Some(from),
            amount,
        });
    }
    let from = if copy.is(Status::Ended) {
        let decided = copy.decides_until()?.plus(1)?;
        let finished = copy.releases_at()?.max(now);
        // What is reported down now stays so.
        copy.fix_outage(copy.elapsed(now)?)?;
        copy.charged = copy.payable;
        if copy.dispute.is_open() {
            let undecided = copy.terms.undecided(copy.dispute.deposit)?;
            copy.close_dispute(undecided)?;
            finished.max(decided)
        } else {
            finished
        }
    } else {
        now
    };
    let amount = copy.owed(Leg::Supplier)?;
    Ok(Settlement {
        from: (amount > 0).then_some(from),
        amount,
    })
}

/// When more than what is settled has been on the meter for the time of the hold-back.
fn first_payment(reservation: &Reservation, now: i64) -> io_common::Result<i64> {
    let free = reservation
        .segments
        .settled
        .plus(reservation.terms.hold_back)?;
    let missing = free.saturating_sub(reservation.metered(now)?).max(1);
    // A report that counts does so until it lapses.
    let down = match reservation.outage.since() {
        None => 0,
        Some(_) => {
            let lapses = reservation.report_lapses()?;
            lapses.saturating_sub(reservation.elapsed(now)?)
        }
    };
    let from = now.plus(missing.into())?.plus(down.into())?;
    if from < reservation.ends_at()? {
        return Ok(from);
    }
    Ok(reservation.releases_at()?.max(now))
}
