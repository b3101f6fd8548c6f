//! Where a reservation stands and what it will pay, in words.

use anchor_lang::prelude::Pubkey;
use io_client::reservation::{allocated, next, Next};
use marketplace::{
    quote,
    state::{Payee, Reservation, Status},
};

use super::{money, payer};
use crate::report::{Cell, Record};

/// The state of a reservation in a word.
pub fn state(reservation: &Reservation) -> &'static str {
    match () {
        () if reservation.is(Status::Reserved) => "reserved",
        () if reservation.is(Status::Active) => "active",
        () if reservation.is(Status::Ended) => "ended",
        () => "closed",
    }
}

/// What the council has reported of its outages so far: of one that lasts, its beginning.
pub fn reported(it: &Reservation, now: i64) -> Record {
    let since = it.outage.since();
    let since = since.map(|since| it.started_at.saturating_add(since.into()));
    let mut record: Record = since
        .map(|since| ("Down since", Cell::Time(since, now)))
        .into_iter()
        .collect();
    let ended = it.outage.total;
    record.extend((ended > 0).then(|| ("Outages that ended", Cell::Seconds(ended.into()))));
    record
}

/// What comes back to the payer, and how; none if it has all that it gets.
///
/// # Errors
/// `MathOverflow`, not reachable with an account of the program.
pub fn comes_back(address: &Pubkey, it: &Reservation, now: i64) -> anyhow::Result<Option<String>> {
    let currency = it.currency()?;
    let to = payer::to(it);
    let money = |amount| format!("{}{to}", money(currency, amount).brief());
    let owed = it.owed(Payee::Payer)?;
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
                format!("what was not used{to}, by `io rent finish {address}`: its time is over")
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
    let amount = after.owed(Payee::Payer)?;
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
    let to = payer::to(it);
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
            "it waits for its start until {time}; if it is declined or not started by then, all {locked} come back{to}, by {finish}"
        ),
        Next::NotStarted => {
            format!("it was not started by {time}: {finish} sends all {locked} back{to}")
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
