//! `io rent terminate` and `terminate-for-downtime`.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use io_client::actions::{
    refund::Refund,
    snapshot::Snapshot,
    terminate::{self, Exit, Falls, Step},
    Refusal,
};
use marketplace::state::{Currency, Payee, Reservation};

use super::{
    course::{reported, situation, Side},
    money, payer,
};
use crate::{
    context::Context,
    duration::display,
    errors::CliError,
    parse::address,
    plan::{short, Plan},
    preview::Preview,
    refusals::{refused, unread},
    report::{Cell, Record, Report},
};

/// Which reservation.
#[derive(Args)]
pub struct ReservationArg {
    /// The reservation
    #[arg(value_parser = address)]
    pub reservation: Pubkey,
}

/// Reads a reservation.
///
/// # Errors
/// Those of [`unread`].
pub fn snapshot(context: &mut Context, address: &Pubkey) -> anyhow::Result<Snapshot> {
    let read = Snapshot::read(context.network, address);
    read.map_err(|error| unread(context, error))
}

/// What comes back, and to where; and what the escrow keeps for the time that was used.
fn comes_back(snapshot: &Snapshot, refund: &Refund) -> Record {
    let money = |amount| money(snapshot.currency, amount);
    let mut record = vec![
        ("Reservation", snapshot.address.into()),
        ("Refund", money(refund.amount)),
        ("To", snapshot.payer_tokens().into()),
        ("Stays in escrow", money(refund.held)),
    ];
    if let Some(until) = refund.until {
        record.extend([
            ("Refund at the close", money(refund.later)),
            ("Held back until", Cell::Time(until, snapshot.now)),
        ]);
    }
    record.push(("Dispute open", Cell::Flag(refund.disputed)));
    record
}

/// What the payer is owed in spite of a payment: its token account cannot receive.
pub fn unpaid<'a>(
    address: Pubkey,
    tokens: Pubkey,
) -> impl Fn(&Preview) -> anyhow::Result<Record> + 'a {
    move |preview| {
        let Some(after) = preview.read::<Reservation>(&address) else {
            return Ok(Record::new());
        };
        let owed = after.owed(Payee::Payer)?;
        if owed == 0 {
            return Ok(Record::new());
        }
        let collect = format!(
            "{tokens} is closed or frozen, so the refund stays in the escrow: withdraw it with \
             `io rent withdraw {address} --to TOKEN_ACCOUNT`, as {}",
            payer::refunded(&after)
        );
        Ok(vec![
            ("Owed to the payer", money(after.currency()?, owed)),
            ("Not paid", Cell::Text(collect)),
        ])
    }
}

/// What is refused of an act on a reservation, with what it is at where the program would refuse.
pub fn not_done(refusal: &Refusal, snapshot: &Snapshot, side: Side) -> anyhow::Error {
    let Snapshot {
        address,
        reservation,
        now,
        ..
    } = snapshot;
    match refusal {
        Refusal::Program(error) => refused_at(error, address, reservation, *now, side),
        Refusal::Nothing(what) => CliError::Nothing(what).into(),
        other => CliError::Refused(other.to_string()).into(),
    }
}

/// What the program would say, with what the reservation is at.
pub fn refused_at(
    error: &anchor_lang::error::Error,
    address: &Pubkey,
    it: &Reservation,
    now: i64,
    side: Side,
) -> anyhow::Error {
    match situation(address, it, now, side) {
        Ok(situation) => CliError::Refused(format!("{}: {situation}", refused(error))).into(),
        Err(error) => error,
    }
}

/// Terminates, and shows the refund.
pub fn terminate(context: &mut Context, which: &ReservationArg) -> anyhow::Result<Report> {
    let address = which.reservation;
    context.carry_out(|context, seconds| plan(context, Exit::Terminate, address, seconds))
}

/// Terminates for downtime, and shows the refund.
pub fn terminate_for_downtime(
    context: &mut Context,
    which: &ReservationArg,
) -> anyhow::Result<Report> {
    let (exit, address) = (Exit::TerminateForDowntime, which.reservation);
    context.carry_out(|context, seconds| plan(context, exit, address, seconds))
}

fn plan<'a>(
    context: &mut Context,
    exit: Exit,
    address: Pubkey,
    seconds: i64,
) -> anyhow::Result<Plan<'a>> {
    let snapshot = snapshot(context, &address)?;
    let it = &snapshot.reservation;
    let request = terminate::Request {
        authority: payer::terminating(context, it)?,
        exit,
        within: seconds,
    };
    let prepared = terminate::prepare(&snapshot, &request);
    let prepared = prepared.map_err(|error| not_done(&error, &snapshot, Side::Renter))?;
    let terminate::Terms {
        refund,
        to,
        least,
        falls,
    } = prepared.terms;
    let money = |amount| money(snapshot.currency, amount);
    let back = match least < refund.amount {
        true => format!(
            "at least {} back, if it is sent within {}",
            money(least).brief(),
            display(seconds.unsigned_abs())
        ),
        false => format!("{} back", money(refund.amount).brief()),
    };
    let verb = match exit {
        Exit::Terminate => "Terminate",
        Exit::TerminateForDowntime => "Terminate, for its downtime,",
    };
    let to_whom = match request.authority == it.payer {
        true => "get".into(),
        false => format!("give its payer {}", short(&it.payer)),
    };
    let question = format!(
        "{verb} reservation {} and {to_whom} {back}",
        short(&address)
    );
    let mut plan = Plan::new(question, prepared.act)
        .shows(comes_back(&snapshot, &refund))
        .shows(payer::apart(it))
        .terms(reported(it, snapshot.now))
        .gets(it.payer, snapshot.mint, least)
        .observing(unpaid(address, to));
    if least < refund.amount {
        plan = plan.shows([
            ("Least refund", money(least)),
            (
                "It falls",
                Cell::Text(falling(snapshot.currency, falls, snapshot.now)),
            ),
        ]);
    }
    Ok(match refund.until {
        Some(until) => plan.next(format!(
            "io rent close {address}, from {} on",
            Cell::Time(until, snapshot.now).brief()
        )),
        None => plan,
    })
}

/// How a refund falls.
fn falling(currency: Currency, falls: Falls, now: i64) -> String {
    let by_meter = format!("by {} a second", money(currency, falls.per_second).brief());
    let at = |time| Cell::Time(time, now).display();
    match falls.step {
        Some((Step::End, time)) => {
            format!("{by_meter}, and by all of it at the end, {}", at(time))
        }
        Some((Step::Grace, time)) => format!(
            "{by_meter}, and to what the minimum time leaves once the grace is over, {}",
            at(time)
        ),
        Some((Step::Least, time)) => {
            format!("{by_meter} once the minimum time is over, {}", at(time))
        }
        None => by_meter,
    }
}
