//! `io supplier jobs`: what is reserved at suppliers of somebody, and what there is to do about it.

use std::collections::BTreeMap;

use anchor_lang::prelude::Pubkey;
use clap::Args;
use io_client::{
    layout::place,
    reservation::{next, Next},
    Match,
};
use io_common::types::Supplier;
use marketplace::{
    quote,
    state::{Payee, Reservation, Status},
};

use super::which;
use crate::{
    context::Context,
    parse::address,
    rent::{money, refunded, state, Announced},
    report::{Cell, Column, Kind, Record, Report},
};

/// Whose reservations.
#[derive(Args)]
pub struct Options {
    /// At this supplier only; the same as --supplier
    #[arg(value_name = "SUPPLIER", value_parser = address, conflicts_with_all = ["supplier", "of"])]
    named: Option<Pubkey>,
    /// At this supplier only
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    supplier: Option<Pubkey>,
    /// At the suppliers of this owner or operator; you by default
    #[arg(long, value_name = "ADDRESS", conflicts_with = "supplier", value_parser = address)]
    of: Option<Pubkey>,
}

/// Columns of the jobs.
pub const COLUMNS: &[Column] = &[
    ("Reservation", Kind::Key),
    ("Supplier", Kind::Key),
    ("State", Kind::Text),
    ("GPUs", Kind::Count),
    ("Next", Kind::Text),
    ("At", Kind::Time),
    ("End announced for", Kind::Time),
    ("Earned", Kind::Amount),
    ("Paid", Kind::Amount),
    ("To do", Kind::Text),
];

/// Lists what is reserved, runs, or still owes the supplier something, the oldest first.
pub fn run(context: &mut Context, options: &Options) -> anyhow::Result<Report> {
    let suppliers: BTreeMap<Pubkey, Supplier> = match options.named.or(options.supplier) {
        Some(address) => BTreeMap::from([(address, context.read("supplier", &address)?)]),
        None => {
            let who = context.or_me(options.of)?;
            which::of(context, &who)?
        }
    };
    let now = context.now()?;
    let mut jobs: Vec<(Pubkey, Reservation)> = Vec::new();
    for supplier in suppliers.keys() {
        let theirs = Match::new(place!(Reservation, supplier), supplier);
        jobs.extend(context.all_where::<Reservation>(&[theirs])?);
    }
    jobs.sort_by_key(|(_, it)| it.created_at);
    let mut records = Vec::new();
    for (address, it) in jobs {
        if !it.is(Status::Closed) || it.owed(Payee::Supplier)? > 0 {
            records.push(record(address, &it, now)?);
        }
    }
    let mut report = Report::table(COLUMNS, records);
    for supplier in suppliers.keys() {
        report = report.note(format!("those that are closed: io history {supplier}"));
    }
    Ok(match suppliers.is_empty() {
        true => report.note(
            "no supplier has this owner or operator: name one with --supplier, or another key with -k",
        ),
        false => report,
    })
}

fn record(address: Pubkey, it: &Reservation, now: i64) -> anyhow::Result<Record> {
    let currency = it.currency()?;
    let money = |amount| money(currency, amount);
    let (next, at) = next(it, now)?;
    let announced = Announced::of(it, now)?;
    Ok(vec![
        ("Reservation", address.into()),
        ("Supplier", it.supplier.into()),
        ("State", Cell::text(state(it))),
        ("GPUs", Cell::count(it.gpus)),
        ("Next", Cell::text(next.name())),
        ("At", Cell::Time(at, now)),
        (
            "End announced for",
            announced.map_or(Cell::None, |it| Cell::Time(it.over_at, now)),
        ),
        ("Earned", money(earned(it, now)?)),
        ("Paid", money(it.paid.supplier)),
        ("To do", Cell::Text(to_do(&address, it, now)?)),
    ])
}

/// What the supplier gets of what has been used until now; of what has ended, of all that is due.
fn earned(it: &Reservation, now: i64) -> anyhow::Result<u64> {
    let running = it.is(Status::Reserved) || it.is(Status::Active);
    let gross = match running {
        true => it.gross(it.metered(now)?)?,
        false => it.payable,
    };
    Ok(it.terms.net(gross)?)
}

fn to_do(address: &Pubkey, it: &Reservation, now: i64) -> anyhow::Result<String> {
    let (next, at) = next(it, now)?;
    let close = format!("`io rent close {address}`");
    let settle = format!("`io supplier settle --reservation {address}`");
    let who = refunded(it);
    let due = quote::next_settlement(it, now)?;
    let pays = money(it.currency()?, due.amount).brief();
    Ok(match next {
        Next::Start => format!(
            "`io supplier start {address} --connection-hash HEX`, once you have encrypted the connection details for the `Connection key` of \
             `io rent status {address}`; or `io supplier decline {address}`"
        ),
        Next::NotStarted => format!("too late to start: {close} gives all back to {who}"),
        Next::Over => format!("{close}: its time is over"),
        Next::Runs => {
            let keep = match Announced::of(it, now)? {
                Some(it) => after_notice(address, it, now),
                None => "keep it running".into(),
            };
            match due.from == Some(now) {
                true => format!("{keep}; {settle} pays {pays}"),
                false => keep,
            }
        }
        Next::CloseAccounts => format!("{close} closes its accounts"),
        Next::Owed => {
            format!("`io rent withdraw {address} --to TOKEN_ACCOUNT`, as the payout wallet")
        }
        Next::Decision => "wait: the council decides the dispute".into(),
        Next::NotDecided => format!("{close}: the council has not decided the dispute in time"),
        Next::Close => format!("{close} pays {pays}"),
        Next::HeldBack if due.from == Some(now) => {
            format!("{settle} pays {pays}; {close} pays what is held back after that")
        }
        Next::HeldBack if due.amount > 0 => format!(
            "wait: {pays} is held back, in case it is disputed; then {close}"
        ),
        Next::HeldBack | Next::Empty => format!(
            "nothing: no payment is left for you; {close} closes it from {} on",
            Cell::Time(at, now).display()
        ),
    })
}

/// What there is to do about an announced end.
fn after_notice(address: &Pubkey, announced: Announced, now: i64) -> String {
    let Announced { over_at, until } = announced;
    let at = |time| Cell::Time(time, now).display();
    let Some(until) = until else {
        return "keep it running: its time is over before its notice".into();
    };
    let terminate = format!("`io supplier terminate {address}`, by the owner, forfeits nothing");
    match now < over_at {
        true => format!(
            "keep it running until {}: from then until {} {terminate}",
            at(over_at),
            at(until)
        ),
        false => format!("{terminate} until {}", at(until)),
    }
}
