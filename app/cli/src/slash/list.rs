//! `io slash list`.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use emissions::state::Slash;
use io_client::{layout::place, Match};

use crate::{
    context::Context,
    options::hexadecimal,
    parse::address,
    report::{Cell, Column, Kind, Report},
};

/// Whose slashes.
#[derive(Args)]
pub struct Options {
    /// The supplier; all by default
    #[arg(value_parser = address)]
    supplier: Option<Pubkey>,
}

/// Columns of the slashes.
pub const COLUMNS: &[Column] = &[
    ("Slash", Kind::Key),
    ("Supplier", Kind::Key),
    ("Amount", Kind::Amount),
    ("State", Kind::Text),
    ("Reason", Kind::Text),
    ("Evidence", Kind::Hash),
    ("Due at", Kind::Time),
    ("Lapses at", Kind::Time),
];

/// Lists slashes whose accounts are there, the next due first.
pub fn run(context: &mut Context, options: &Options) -> anyhow::Result<Report> {
    context.emissions()?;
    let now = context.now()?;
    let of = options.supplier.iter();
    let of: Vec<Match> = of
        .map(|supplier| Match::new(place!(Slash, supplier), supplier))
        .collect();
    let mut slashes = context.all_where::<Slash>(&of)?;
    slashes.sort_by_key(|(_, it)| it.due_at);
    let records = slashes.into_iter().map(|(address, it)| {
        vec![
            ("Slash", address.into()),
            ("Supplier", it.supplier.into()),
            ("Amount", Cell::Io(it.amount)),
            ("State", Cell::text(state(&it))),
            ("Reason", super::reason(it.reason)),
            ("Evidence", Cell::Text(hexadecimal(&it.evidence))),
            ("Due at", Cell::Time(it.due_at, now)),
            ("Lapses at", Cell::Time(it.lapses_at, now)),
        ]
    });
    let of = options
        .supplier
        .map_or("SUPPLIER".into(), |it| it.to_string());
    Ok(Report::table(COLUMNS, records.collect())
        .note(format!("those that are closed: io history {of}")))
}

/// One that has ended is there until each delegation has followed it.
fn state(slash: &Slash) -> &'static str {
    match (slash.is_open(), slash.executed) {
        (true, _) => "open",
        (false, 0) => "dropped",
        (false, _) => "executed",
    }
}
