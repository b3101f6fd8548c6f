//! `io rent receipt`.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use marketplace::state::Reservation;

use super::{book::money, status::state};
use crate::{
    context::Context,
    parse::address,
    report::{Cell, Column, Kind, Record, Report},
};

/// Which reservation.
#[derive(Args)]
pub struct Options {
    /// The reservation
    #[arg(value_parser = address)]
    reservation: Pubkey,
}

/// Columns of the segments.
pub const COLUMNS: &[Column] = &[
    ("Reservation", Kind::Key),
    ("Segment", Kind::Count),
    ("State", Kind::Text),
    ("Currency", Kind::Text),
    ("GPUs", Kind::Count),
    ("Rate per hour", Kind::Amount),
    ("Billable seconds", Kind::Count),
    ("Used seconds", Kind::Count),
    ("Price", Kind::Amount),
    ("Your fee", Kind::Amount),
    ("Supplier fee", Kind::Amount),
];

/// What was used and paid, a line for each segment; the lines add up to what the renter has paid so far.
pub fn run(context: &mut Context, options: &Options) -> anyhow::Result<Report> {
    let it: Reservation = context.read("reservation", &options.reservation)?;
    let now = context.now()?;
    let mut used = it.metered(now)?;
    let mut records: Vec<Record> = Vec::new();
    let money = |amount| money(it.currency(), amount);
    for (number, segment) in (1_u64..).zip(it.segments.booked()) {
        let seconds = used.min(segment.seconds);
        used = used.saturating_sub(seconds);
        let gross = segment.gross(seconds)?;
        records.push(vec![
            ("Reservation", options.reservation.into()),
            ("Segment", Cell::Count(number)),
            ("State", Cell::text(state(&it))),
            (
                "Currency",
                Cell::Text(format!("{:?}", it.currency()).to_uppercase()),
            ),
            ("GPUs", Cell::count(it.gpus)),
            ("Rate per hour", money(segment.rate)),
            ("Billable seconds", Cell::count(segment.seconds)),
            ("Used seconds", Cell::count(seconds)),
            ("Price", money(gross)),
            ("Your fee", money(it.terms.renter_fee(gross)?)),
            ("Supplier fee", money(it.terms.supplier_fee(gross)?)),
        ]);
    }
    Ok(Report::table(COLUMNS, records))
}
