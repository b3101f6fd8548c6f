//! `io rent status`.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use io_client::{layout::place, Match};
use marketplace::{
    quote,
    state::{Leg, Reservation, Status},
};

use super::book::money;
use crate::{
    context::Context,
    history,
    options::hexadecimal,
    parse::address,
    report::{Cell, Column, Kind, Record, Report},
};

/// Which reservations.
#[derive(Args)]
pub struct Options {
    /// The reservation; all of the renter's unless given
    #[arg(value_parser = address)]
    reservation: Option<Pubkey>,
    /// Whose reservations; yours unless given
    #[arg(long, value_name = "ADDRESS", conflicts_with = "supplier", value_parser = address)]
    renter: Option<Pubkey>,
    /// Those at this supplier instead
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    supplier: Option<Pubkey>,
}

/// Columns of the reservations.
pub const COLUMNS: &[Column] = &[
    ("Reservation", Kind::Key),
    ("State", Kind::Text),
    ("GPUs", Kind::Count),
    ("Next", Kind::Text),
    ("At", Kind::Time),
    ("Locked", Kind::Amount),
];

/// Shows one reservation in full, or all of somebody in short.
pub fn run(context: &mut Context, options: &Options) -> anyhow::Result<Report> {
    let now = context.now()?;
    if let Some(address) = options.reservation {
        let reservation: Reservation = context.read("reservation", &address)?;
        return Ok(Report::fields(in_full(address, &reservation, now)?));
    }
    let theirs = match options.supplier {
        Some(supplier) => Match::new(place!(Reservation, supplier), supplier),
        None => Match::new(place!(Reservation, renter), context.or_me(options.renter)?),
    };
    let mut all = context.all_where::<Reservation>(&[theirs])?;
    all.sort_by_key(|(_, it)| it.created_at);
    let records = all.iter().map(|(address, it)| in_short(*address, it, now));
    let records = records.collect::<anyhow::Result<_>>()?;
    Ok(Report::table(COLUMNS, records))
}

/// The state of a reservation in a word.
pub fn state(reservation: &Reservation) -> &'static str {
    match () {
        () if reservation.is(Status::Reserved) => "reserved",
        () if reservation.is(Status::Active) => "active",
        () if reservation.is(Status::Ended) => "ended",
        () => "finished",
    }
}

/// What happens next, and when.
pub fn next(reservation: &Reservation, now: i64) -> anyhow::Result<(&'static str, i64)> {
    if reservation.is(Status::Reserved) {
        let until = starts_until(reservation);
        return Ok(match now > until {
            true => ("not started by", until),
            false => ("start until", until),
        });
    }
    if reservation.is(Status::Active) {
        let ends_at = reservation.ends_at()?;
        return Ok((
            if now < ends_at {
                "runs until"
            } else {
                "over since"
            },
            ends_at,
        ));
    }
    if reservation.dispute.is_open() {
        return Ok(("decided until", reservation.decides_until()?));
    }
    Ok(("held back until", reservation.releases_at()?))
}

fn starts_until(reservation: &Reservation) -> i64 {
    let window = i64::from(reservation.terms.start_window);
    reservation.created_at.saturating_add(window)
}

/// What comes back to the renter, and how.
fn comes_back(address: &Pubkey, it: &Reservation, now: i64) -> anyhow::Result<Cell> {
    let money = |amount| money(it.currency(), amount).brief();
    let owed = it.owed(Leg::Renter)?;
    let text = match () {
        () if it.is(Status::Reserved) && now > starts_until(it) => format!(
            "{}, all that is locked, since it was not started in time: `io rent finish {address}` sends it",
            money(it.locked)
        ),
        () if it.is(Status::Reserved) => format!(
            "{}, all that is locked, if it is declined or not started in time",
            money(it.locked)
        ),
        () if it.is(Status::Active) && now < it.ends_at()? => {
            let terminated = quote::refund_if_terminated(it, now);
            format!("{} by `io rent terminate {address}`", money(terminated))
        }
        () if it.is(Status::Active) => {
            format!("what was not used, by `io rent finish {address}`: its time is over")
        }
        () if owed > 0 => format!(
            "{} could not be paid: `io rent collect {address}`",
            money(owed)
        ),
        () => return Ok(Cell::None),
    };
    Ok(Cell::Text(text))
}

fn in_short(address: Pubkey, it: &Reservation, now: i64) -> anyhow::Result<Record> {
    let (next, at) = next(it, now)?;
    Ok(vec![
        ("Reservation", address.into()),
        ("State", Cell::text(state(it))),
        ("GPUs", Cell::count(it.gpus)),
        ("Next", Cell::text(next)),
        ("At", Cell::Time(at, now)),
        ("Locked", money(it.currency(), it.locked)),
    ])
}

fn in_full(address: Pubkey, it: &Reservation, now: i64) -> anyhow::Result<Record> {
    let mut record = in_short(address, it, now)?;
    let money = |amount| money(it.currency(), amount);
    let settlement = quote::next_settlement(it, now)?;
    record.extend([
        ("Renter", it.renter.into()),
        ("Supplier", it.supplier.into()),
        ("Offer", it.offer.into()),
        ("Created at", Cell::Time(it.created_at, now)),
        ("Started at", Cell::Time(it.started_at, now)),
        ("Ended at", Cell::Time(it.ended_at, now)),
        (
            "End reason",
            Cell::Tree {
                text: history::ended(it.end_reason()).into(),
                json: format!("{:?}", it.end_reason()).into(),
            },
        ),
        (
            "Time left",
            Cell::Seconds(quote::seconds_left(it, now)?.into()),
        ),
        ("Metered", Cell::Seconds(it.metered(now)?.into())),
        ("Downtime", Cell::Seconds(it.downtime(now)?.into())),
        ("Downtime allowed", Cell::Seconds(it.allowed_downtime(now)?)),
        ("Least time due", Cell::Seconds(it.terms.least()?.into())),
        ("Grace", Cell::Seconds(it.terms.grace.into())),
        (
            "Refund if terminated",
            money(quote::refund_if_terminated(it, now)),
        ),
        ("Refund if left", money(quote::refund_if_left(it, now))),
        ("Comes back", comes_back(&address, it, now)?),
        ("Paid to supplier", money(it.paid.supplier)),
        ("Paid to renter", money(it.paid.renter)),
        ("Paid as fees", money(it.paid.fees)),
        ("Owed to supplier", money(it.owed(Leg::Supplier)?)),
        ("Owed to renter", money(it.owed(Leg::Renter)?)),
        (
            "Next settlement",
            settlement.from.map_or(Cell::None, |at| Cell::Time(at, now)),
        ),
        ("Next settlement pays", money(settlement.amount)),
        ("Dispute open", Cell::Flag(it.dispute.is_open())),
        (
            "Connection key",
            Cell::Text(hexadecimal(&it.connection_key)),
        ),
        (
            "Connection hash",
            Cell::Text(hexadecimal(&it.connection_hash)),
        ),
    ]);
    Ok(record)
}
