//! `io rent status`.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use io_client::{
    layout::place,
    reservation::{hourly, next},
    Match,
};
use io_common::types::Supplier;
use marketplace::{
    quote,
    state::{Payee, Reservation, Status},
};

use super::{
    autopay,
    course::{comes_back, state, Announced, NOTICE_PROTECTS},
    money,
};
use crate::{
    context::Context,
    history,
    options::{hexadecimal, padded},
    parse::address,
    report::{Cell, Column, Kind, Record, Report},
};

/// Which reservations.
#[derive(Args)]
pub struct Options {
    /// The reservation; all of the renter's by default
    #[arg(value_parser = address, conflicts_with_all = ["renter", "payer", "supplier"])]
    reservation: Option<Pubkey>,
    /// Whose reservations; yours by default
    #[arg(long, value_name = "ADDRESS", conflicts_with = "supplier", value_parser = address)]
    renter: Option<Pubkey>,
    /// Those that this wallet pays for instead
    #[arg(long, value_name = "ADDRESS", conflicts_with_all = ["renter", "supplier"], value_parser = address)]
    payer: Option<Pubkey>,
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
    ("In escrow", Kind::Amount),
];

/// Shows one reservation in full, or all of somebody in short.
pub fn run(context: &mut Context, options: &Options) -> anyhow::Result<Report> {
    let now = context.now()?;
    if let Some(address) = options.reservation {
        let reservation: Reservation = context.read("reservation", &address)?;
        let supplier: Option<Supplier> = context.find(&reservation.supplier)?;
        let endpoint = supplier.map_or(Cell::None, |it| Cell::Text(padded(&it.endpoint)));
        let mut record = in_full(address, &reservation, endpoint, now)?;
        record.extend(autopay::in_brief(context, &address, &reservation, now)?);
        return Ok(Report::fields(record));
    }
    let (place, whose) = match (options.supplier, options.payer) {
        (Some(supplier), _) => (place!(Reservation, supplier), supplier),
        (None, Some(payer)) => (place!(Reservation, payer), payer),
        (None, None) => (place!(Reservation, renter), context.or_me(options.renter)?),
    };
    let theirs = Match::new(place, whose);
    let mut all = context.all_where::<Reservation>(&[theirs])?;
    all.sort_by_key(|(_, it)| it.created_at);
    let records = all.iter().map(|(address, it)| in_short(*address, it, now));
    let records = records.collect::<anyhow::Result<_>>()?;
    Ok(Report::table(COLUMNS, records).note(format!("those that are closed: io history {whose}")))
}

fn in_short(address: Pubkey, it: &Reservation, now: i64) -> anyhow::Result<Record> {
    let (next, at) = next(it, now)?;
    Ok(vec![
        ("Reservation", address.into()),
        ("State", Cell::text(state(it))),
        ("GPUs", Cell::count(it.gpus)),
        ("Next", Cell::text(next.name())),
        ("At", Cell::Time(at, now)),
        ("In escrow", money(it.currency()?, it.escrowed()?)),
    ])
}

fn in_full(address: Pubkey, it: &Reservation, endpoint: Cell, now: i64) -> anyhow::Result<Record> {
    let mut record = in_short(address, it, now)?;
    let currency = it.currency()?;
    let money = |amount| money(currency, amount);
    let settlement = quote::next_settlement(it, now)?;
    let announced = Announced::of(it, now)?;
    let may_end = it.is(Status::Reserved) || it.is(Status::Active);
    // A lapse of the announcement does not bring it back.
    let least = (may_end && it.announced == 0).then_some(it.terms.least()?);
    let refund = |is_possible: bool, amount| match is_possible {
        true => money(amount),
        false => Cell::None,
    };
    let terminates = { *it }.terminate(now).is_ok();
    let was_down = { *it }.terminate_for_downtime(now).is_ok();
    record.extend([
        ("Renter", it.renter.into()),
        ("Payer", it.payer.into()),
        ("Supplier", it.supplier.into()),
        ("Supplier endpoint", endpoint),
        ("Offer", it.offer.into()),
        ("Created at", Cell::Time(it.created_at, now)),
        ("Started at", Cell::Time(it.started_at, now)),
        ("Ended at", Cell::Time(it.ended_at, now)),
        ("End reason", Cell::text(history::ended(it.end_reason()?))),
        (
            "Time left",
            Cell::Seconds(quote::seconds_left(it, now)?.into()),
        ),
        ("Metered", Cell::Seconds(it.metered(now)?.into())),
        ("Downtime", Cell::Seconds(it.downtime(now)?.into())),
        ("Downtime allowed", Cell::Seconds(it.allowed_downtime(now)?)),
        (
            "Min time due",
            least.map_or(Cell::None, |least| Cell::Seconds(least.into())),
        ),
        ("Grace", Cell::Seconds(it.terms.grace.into())),
        ("Notice", Cell::Seconds(it.terms.notice.into())),
        (
            "End announced for",
            announced.map_or(Cell::None, |it| Cell::Time(it.over_at, now)),
        ),
        (
            "Notice protects",
            announced.map_or(Cell::None, |_| Cell::text(NOTICE_PROTECTS)),
        ),
        (
            "Refund if terminated",
            refund(terminates, quote::refund_if_terminated(it, now)),
        ),
        (
            "Refund if terminated for downtime",
            refund(was_down, quote::refund_if_terminated_for_downtime(it, now)),
        ),
        (
            "Comes back",
            comes_back(&address, it, now)?.map_or(Cell::None, Cell::Text),
        ),
        (
            "Paid in",
            money(it.locked.saturating_add(it.dispute.deposit)),
        ),
        ("Deposit in dispute", money(it.dispute.deposit)),
        ("Deposit lost", money(it.dispute.forfeited)),
        ("Paid to supplier", money(it.paid.supplier)),
        ("Paid to payer", money(it.paid.payer)),
        ("Paid as fees", money(it.paid.fees)),
        ("Owed to supplier", money(it.owed(Payee::Supplier)?)),
        ("Owed to payer", money(it.owed(Payee::Payer)?)),
        (
            "Next settlement",
            settlement.from.map_or(Cell::None, |at| Cell::Time(at, now)),
        ),
        ("Next settlement pays", money(settlement.amount)),
        (
            "More each hour after",
            hourly(it, now)?.map_or(Cell::None, money),
        ),
        ("Dispute open", Cell::Flag(it.dispute.is_open())),
        (
            "Connection key",
            Cell::Text(hexadecimal(&it.connection_key)),
        ),
        (
            "Connection hash",
            match it.connection_hash {
                unset if unset == [0; 32] => Cell::None,
                hash => Cell::Text(hexadecimal(&hash)),
            },
        ),
    ]);
    Ok(record)
}
