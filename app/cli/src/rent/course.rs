//! Where a reservation stands, what comes next, and what it will pay.

use anchor_lang::prelude::Pubkey;
use marketplace::{
    quote,
    state::{Payee, Reservation, Status},
};

use super::money;
use crate::report::Cell;

/// The state of a reservation in a word.
pub fn state(reservation: &Reservation) -> &'static str {
    match () {
        () if reservation.is(Status::Reserved) => "reserved",
        () if reservation.is(Status::Active) => "active",
        () if reservation.is(Status::Ended) => "ended",
        () => "closed",
    }
}

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Its start, or that it is declined.
    Start,
    /// It was not started in time.
    NotStarted,
    /// It runs to its end.
    Runs,
    /// Its time is over.
    Over,
    /// The council's decision.
    Decision,
    /// The council has not decided in time.
    NotDecided,
    /// The end of the hold-back.
    HeldBack,
    /// The same, with nothing in escrow.
    Empty,
    /// The hold-back is over.
    Finish,
    /// Everything is paid.
    Close,
    /// Everything is allocated, and not everything could be paid.
    Owed,
}

impl Next {
    /// In words, before its time.
    pub fn name(self) -> &'static str {
        match self {
            Self::Start => "must start by",
            Self::NotStarted => "not started by",
            Self::Runs => "runs until",
            Self::Over => "over since",
            Self::Decision => "decision due by",
            Self::NotDecided => "not decided by",
            Self::HeldBack => "held back until",
            Self::Empty => "closes from",
            Self::Finish => "can be closed since",
            Self::Close => "close now",
            Self::Owed => "owed to a payee",
        }
    }
}

/// What comes next, and when: in unix seconds, 0 where it has no time of its own.
///
/// # Errors
/// `MathOverflow`, not reachable with an account of the program.
pub fn next(it: &Reservation, now: i64) -> anyhow::Result<(Next, i64)> {
    if it.is(Status::Reserved) {
        let until = it.starts_until()?;
        return Ok(match now > until {
            true => (Next::NotStarted, until),
            false => (Next::Start, until),
        });
    }
    if it.is(Status::Active) {
        let ends_at = it.ends_at()?;
        return Ok(match now < ends_at {
            true => (Next::Runs, ends_at),
            false => (Next::Over, ends_at),
        });
    }
    if it.is(Status::Closed) {
        return Ok(match it.is_paid() {
            true => (Next::Close, 0),
            false => (Next::Owed, 0),
        });
    }
    if it.dispute.is_open() {
        let until = it.decides_until()?;
        return Ok(match now > until {
            true => (Next::NotDecided, until),
            false => (Next::Decision, until),
        });
    }
    let releases_at = it.releases_at()?;
    Ok(match now >= releases_at {
        true => (Next::Finish, releases_at),
        false if it.escrowed()? == 0 => (Next::Empty, releases_at),
        false => (Next::HeldBack, releases_at),
    })
}

/// A reservation that has ended, once everything is allocated, and when that may be: without another report of the council,
/// and without a decision of an open dispute. None before the end and once it is finished.
///
/// # Errors
/// `MathOverflow`, not reachable with an account of the program.
pub fn allocated(it: &Reservation, now: i64) -> anyhow::Result<Option<(Reservation, i64)>> {
    if !it.is(Status::Ended) {
        return Ok(None);
    }
    let (mut after, mut at) = (*it, now);
    if after.dispute.is_open() {
        at = at.max(after.decides_until()?.saturating_add(1));
        after.expire_dispute(at)?;
    }
    at = at.max(after.releases_at()?);
    after.close(at)?;
    Ok(Some((after, at)))
}

/// The price of an hour at this second of the meter, while it runs.
///
/// # Errors
/// `MathOverflow`, not reachable with an account of the program.
pub fn rate(it: &Reservation, now: i64) -> anyhow::Result<Option<u64>> {
    if !it.is(Status::Active) {
        return Ok(None);
    }
    let mut used = it.metered(now)?;
    Ok(it.segments.reserved().find_map(|segment| {
        let is_here = used < segment.seconds;
        used = used.saturating_sub(segment.seconds);
        is_here.then_some(segment.rate)
    }))
}

/// What the supplier earns in an hour by it.
///
/// # Errors
/// As [`rate`].
pub fn hourly(it: &Reservation, now: i64) -> anyhow::Result<Option<u64>> {
    let rate = rate(it, now)?;
    Ok(rate.map(|rate| it.terms.net(rate)).transpose()?)
}

/// What comes back to the renter, and how; none if it has all that it gets.
///
/// # Errors
/// `MathOverflow`, not reachable with an account of the program.
pub fn comes_back(address: &Pubkey, it: &Reservation, now: i64) -> anyhow::Result<Option<String>> {
    let currency = it.currency()?;
    let money = |amount| money(currency, amount).brief();
    let owed = it.owed(Payee::Renter)?;
    if it.is(Status::Reserved) {
        let locked = money(it.locked);
        return Ok(Some(match now > it.starts_until()? {
            true => format!(
                "{locked}, all that is locked, since it was not started in time: `io rent finish {address}` sends it"
            ),
            false => format!("{locked}, all that is locked, if it is declined or not started in time"),
        }));
    }
    if it.is(Status::Active) {
        return Ok(Some(match now < it.ends_at()? {
            true => {
                let terminated = quote::refund_if_terminated(it, now);
                format!("{} by `io rent terminate {address}`", money(terminated))
            }
            false => {
                format!("what was not used, by `io rent finish {address}`: its time is over")
            }
        }));
    }
    if owed > 0 {
        return Ok(Some(format!(
            "{} could not be paid: `io rent withdraw {address}`",
            money(owed)
        )));
    }
    let Some((after, at)) = allocated(it, now)? else {
        return Ok(None);
    };
    let amount = after.owed(Payee::Renter)?;
    if amount == 0 {
        return Ok(None);
    }
    let unless = match it.outage.since() {
        Some(_) => ", unless the council reports less downtime",
        None if it.dispute.is_open() => ", unless the council decides the dispute before",
        None => "",
    };
    let when = match at > now {
        true => format!("from {} on, ", Cell::Time(at, now).display()),
        false => String::new(),
    };
    Ok(Some(format!(
        "{} {when}by `io rent finish {address}`{unless}",
        money(amount)
    )))
}

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Who rents, or anybody.
    Renter,
    /// Who supplies.
    Supplier,
}

/// Why nothing is due of it now, and what is possible instead.
///
/// # Errors
/// `MathOverflow`, not reachable with an account of the program.
pub fn situation(
    address: &Pubkey,
    it: &Reservation,
    now: i64,
    side: Side,
) -> anyhow::Result<String> {
    let (next, at) = next(it, now)?;
    let time = Cell::Time(at, now).display();
    let finish = format!("`io rent finish {address}`");
    let locked = money(it.currency()?, it.locked).brief();
    let announced = it.announced_end(now)?.map_or(String::new(), |at| {
        let at = Cell::Time(at, now).display();
        format!(", and the supplier has announced its end for {at}")
    });
    Ok(match next {
        Next::Start if side == Side::Supplier => format!(
            "it waits for its start until {time}: start it with `io supplier start {address} --connection-hash HEX`, or decline it \
             with `io supplier decline {address}`"
        ),
        Next::Start => format!(
            "it waits for its start until {time}; if it is declined or not started by then, all {locked} come back, by {finish}"
        ),
        Next::NotStarted => {
            format!("it was not started by {time}: {finish} sends all {locked} back")
        }
        Next::Runs if side == Side::Supplier => {
            format!(
                "it runs until {time}{announced}; `io supplier terminate {address}` ends it before"
            )
        }
        Next::Runs => {
            format!("it runs until {time}{announced}; `io rent terminate {address}` ends it before")
        }
        Next::Over => format!("its time is over since {time}: {finish} ends it"),
        Next::Decision => {
            format!("it is disputed, and the council's decision is due by {time}")
        }
        Next::NotDecided => {
            format!("the council has not decided its dispute by {time}: {finish} ends the dispute")
        }
        Next::HeldBack => format!("it has ended, and is held back until {time}"),
        Next::Empty => {
            format!("it has ended with nothing left in escrow, and can be closed from {time} on")
        }
        Next::Finish => format!("it has ended: {finish} pays what was held back"),
        Next::Close => format!("it is closed and everything is paid: {finish} closes its accounts"),
        Next::Owed => format!(
            "it is closed, but a payee's token account cannot receive: that payee runs `io rent withdraw {address} --to \
             TOKEN_ACCOUNT`"
        ),
    })
}
