//! `io rent receipt`.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use marketplace::state::{Currency, Reservation, Segments, Terms};

use super::{closed, course::state, money};
use crate::{
    context::Context,
    options,
    parse::address,
    report::{Cell, Column, Kind, Record, Report},
};

/// Which reservation.
#[derive(Args)]
pub struct Options {
    /// The reservation; also a closed one, as far as the network remembers its transactions
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
    ("Downtime seconds", Kind::Count),
    ("Paid to supplier", Kind::Amount),
    ("Refunded", Kind::Amount),
    ("Fees paid", Kind::Amount),
    ("Closed in", Kind::Signature),
];

/// What was used and paid of a reservation.
pub struct Bill {
    /// State in a word.
    pub state: &'static str,
    /// What it was paid in.
    pub currency: Currency,
    /// GPUs.
    pub gpus: u32,
    /// Time at a rate each.
    pub segments: Segments,
    /// Seconds used of all of them together.
    pub used: u32,
    /// Fees, of the two sides.
    pub terms: Terms,
    /// Seconds of downtime.
    pub downtime: u32,
    /// Paid so far to supplier and renter, and as fees.
    pub paid: [u64; 3],
    /// The transaction that closed it.
    pub closed_in: Option<String>,
}

/// What was used and paid, a line for each segment; the lines add up to what the renter has paid so far.
pub fn run(context: &mut Context, options: &Options) -> anyhow::Result<Report> {
    let address = options.reservation;
    let now = context.now()?;
    let bill = match context.find::<Reservation>(&address)? {
        Some(it) => of_open(&it, now)?,
        None => match closed::bill(context, &address)? {
            Some(bill) => bill,
            None => return Err(context.missing("reservation", &address).into()),
        },
    };
    Ok(Report::table(COLUMNS, lines(&address, &bill)?))
}

fn of_open(it: &Reservation, now: i64) -> anyhow::Result<Bill> {
    Ok(Bill {
        state: state(it),
        currency: it.currency()?,
        gpus: it.gpus,
        segments: it.segments,
        used: it.metered(now)?,
        terms: it.terms,
        downtime: it.downtime(now)?,
        paid: [it.paid.supplier, it.paid.renter, it.paid.fees],
        closed_in: None,
    })
}

/// A line for each segment. From the downtime on, what is of the whole reservation stands on the first.
fn lines(address: &Pubkey, bill: &Bill) -> anyhow::Result<Vec<Record>> {
    let money = |amount| money(bill.currency, amount);
    let mut used = bill.used;
    let mut records: Vec<Record> = Vec::new();
    for (number, segment) in (1_u64..).zip(bill.segments.reserved()) {
        let seconds = used.min(segment.seconds);
        used = used.saturating_sub(seconds);
        let gross = segment.gross(seconds)?;
        let whole = |cell: Cell| if number == 1 { cell } else { Cell::None };
        let closed_in = bill.closed_in.as_ref().map_or(Cell::None, Cell::text);
        records.push(vec![
            ("Reservation", (*address).into()),
            ("Segment", Cell::Count(number)),
            ("State", Cell::text(bill.state)),
            ("Currency", Cell::text(options::currency(bill.currency))),
            ("GPUs", Cell::count(bill.gpus)),
            ("Rate per hour", money(segment.rate)),
            ("Billable seconds", Cell::count(segment.seconds)),
            ("Used seconds", Cell::count(seconds)),
            ("Price", money(gross)),
            ("Your fee", money(bill.terms.renter_fee(gross)?)),
            ("Supplier fee", money(bill.terms.supplier_fee(gross)?)),
            ("Downtime seconds", whole(Cell::count(bill.downtime))),
            ("Paid to supplier", whole(money(bill.paid[0]))),
            ("Refunded", whole(money(bill.paid[1]))),
            ("Fees paid", whole(money(bill.paid[2]))),
            ("Closed in", whole(closed_in)),
        ]);
    }
    Ok(records)
}
