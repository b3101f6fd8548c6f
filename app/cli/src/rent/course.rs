//! Where a reservation stands and what it will pay, in words.

use anchor_lang::prelude::Pubkey;
use io_client::reservation::{allocated, next, Next};
use marketplace::{
    constants::ANNOUNCEMENT_LAPSE,
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

/// What an announced end leaves to the renter.
pub const NOTICE_PROTECTS: &str =
    "reserved time only: without an extension the reservation ends at its time";

/// An announced end of a reservation that runs. Times are unix seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Announced {
    /// When the notice is over.
    pub over_at: i64,
    /// The last second at which the supplier terminates without a forfeit; none if the time is over before the notice.
    pub until: Option<i64>,
}

impl Announced {
    /// The one that stands, while it runs.
    ///
    /// # Errors
    /// `MathOverflow`, not reachable with an account of the program.
    pub fn of(it: &Reservation, now: i64) -> anyhow::Result<Option<Self>> {
        let ends_at = it.ends_at()?;
        if !it.is(Status::Active) || now >= ends_at {
            return Ok(None);
        }
        let over_at = it.announced_end(now)?;
        Ok(over_at.map(|over_at| Self::new(over_at, ends_at)))
    }

    /// Of a notice that is over at `over_at`, where the time is over at `ends_at`.
    pub fn new(over_at: i64, ends_at: i64) -> Self {
        let lapses_at = over_at.saturating_add(ANNOUNCEMENT_LAPSE.into());
        let last = lapses_at.min(ends_at.saturating_sub(1));
        Self {
            over_at,
            until: (over_at <= last).then_some(last),
        }
    }
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
                "{locked}, all that is locked, since it was not started in time: `io rent close {address}` sends it"
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
                format!("what was not used{to}, by `io rent close {address}`: its time is over")
            }
        }));
    }
    if owed > 0 {
        return Ok(Some(format!(
            "{} could not be paid: `io rent withdraw {address}`",
            money(owed)
        )));
    }
    if it.is(Status::Closed) && it.is_paid() {
        return Ok(Some(format!(
            "the account rent, to {}, by `io rent close {address}`",
            it.payer
        )));
    }
    let Some((after, at)) = allocated(it, now)? else {
        return Ok(None);
    };
    let owed = after.owed(Payee::Payer)?;
    let amount = match owed {
        0 => format!("the account rent, to {},", it.payer),
        amount => money(amount),
    };
    let unless = match it.outage.since() {
        _ if owed == 0 => "",
        Some(_) => ", unless the council reports less downtime",
        None if it.dispute.is_open() => ", unless the council decides the dispute before",
        None => "",
    };
    let when = match at > now {
        true => format!("from {} on, ", Cell::Time(at, now).display()),
        false => String::new(),
    };
    Ok(Some(format!(
        "{amount} {when}by `io rent close {address}`{unless}"
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
    let close = format!("`io rent close {address}`");
    let locked = money(it.currency()?, it.locked).brief();
    let to = payer::to(it);
    let announced = Announced::of(it, now)?;
    let is_announced = announced.is_some();
    let announced = announced.map_or(String::new(), |it| {
        let at = Cell::Time(it.over_at, now).display();
        format!(", and the supplier has announced its end for {at}")
    });
    Ok(match next {
        Next::Start if side == Side::Supplier => format!(
            "it waits for its start until {time}: start it with `io supplier start {address} --connection-hash HEX`, or decline it \
             with `io supplier decline {address}`"
        ),
        Next::Start => format!(
            "it waits for its start until {time}; if it is declined, all {locked} come back{to} at once, and if it is not started by then, by {close}"
        ),
        Next::NotStarted => {
            format!("it was not started by {time}: {close} sends all {locked} back{to}")
        }
        Next::Runs if side == Side::Supplier => {
            let announce = match is_announced {
                true => String::new(),
                false => format!("`io supplier announce-end {address}`, and after the notice "),
            };
            format!(
                "it runs until {time}{announced}; to end it before: {announce}`io supplier terminate {address}`, as the owner"
            )
        }
        Next::Runs => {
            format!("it runs until {time}{announced}; `io rent terminate {address}` ends it before")
        }
        Next::Over => format!("its time is over since {time}: {close} ends it"),
        Next::Decision => {
            format!("it is disputed, and the council's decision is due by {time}")
        }
        Next::NotDecided => {
            format!("the council has not decided its dispute by {time}: {close} ends the dispute")
        }
        Next::HeldBack => format!("it has ended, and is held back until {time}"),
        Next::Empty => {
            format!("it has ended with nothing left in escrow, and can be closed from {time} on")
        }
        Next::Close => format!("it has ended: {close} pays what was held back"),
        Next::CloseAccounts => format!("everything is paid: {close} closes its accounts, and their rent comes back"),
        Next::Owed => format!(
            "it is closed, but a payee's token account cannot receive: that payee runs `io rent withdraw {address} --to \
             TOKEN_ACCOUNT`"
        ),
    })
}
