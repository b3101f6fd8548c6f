//! Where a reservation stands, what comes next, and what it will pay: the program's own arithmetic on copies.

use marketplace::state::{Reservation, Status};

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
    Close,
    /// Everything is paid.
    CloseAccounts,
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
            Self::Close => "can be closed since",
            Self::CloseAccounts => "close now",
            Self::Owed => "owed to a payee",
        }
    }
}

/// What comes next, and when: in unix seconds, 0 where it has no time of its own.
///
/// # Errors
/// `MathOverflow`, not reachable with an account of the program.
pub fn next(it: &Reservation, now: i64) -> io_common::Result<(Next, i64)> {
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
            true => (Next::CloseAccounts, 0),
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
        true => (Next::Close, releases_at),
        false if it.escrowed()? == 0 => (Next::Empty, releases_at),
        false => (Next::HeldBack, releases_at),
    })
}

/// A reservation that has ended, once everything is allocated, and when that may be: without another report of the council,
/// and without a decision of an open dispute. None before the end and once it is closed.
///
/// # Errors
/// `MathOverflow`, not reachable with an account of the program.
pub fn allocated(it: &Reservation, now: i64) -> anchor_lang::Result<Option<(Reservation, i64)>> {
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
pub fn rate(it: &Reservation, now: i64) -> io_common::Result<Option<u64>> {
    if !it.is(Status::Active) {
        return Ok(None);
    }
    let folded = it.segments.base_seconds;
    let mut used = it.metered(now)?.saturating_sub(folded);
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
pub fn hourly(it: &Reservation, now: i64) -> io_common::Result<Option<u64>> {
    rate(it, now)?.map(|rate| it.terms.net(rate)).transpose()
}

#[cfg(test)]
mod tests {
    use bytemuck::Zeroable;

    use super::*;

    /// P-28.
    #[test]
    fn p28_the_rate_is_that_of_the_segment_after_what_is_folded() {
        let mut it = Reservation::zeroed();
        it.status = Status::Active as u8;
        (it.segments.rates[0], it.segments.seconds[0]) = (7, 3_600);
        (it.segments.rates[1], it.segments.seconds[1]) = (9, 3_600);
        it.segments.base_seconds = 7_200;
        for (now, expected) in [
            (7_200, Some(7)),
            (10_799, Some(7)),
            (10_800, Some(9)),
            (14_400, None),
        ] {
            assert_eq!(rate(&it, now), Ok(expected));
        }
    }
}
