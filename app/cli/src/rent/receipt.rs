//! `io rent receipt`.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use io_client::reservation::allocated;
use marketplace::state::{Currency, Reservation, Segment, Status, Terms};

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
    ("Item", Kind::Text),
    ("State", Kind::Text),
    ("Currency", Kind::Text),
    ("GPUs", Kind::Count),
    ("Rate per hour", Kind::Amount),
    ("Billable seconds", Kind::Count),
    ("Used seconds", Kind::Count),
    ("Price", Kind::Amount),
    ("Given back", Kind::Amount),
    ("Price charged", Kind::Amount),
    ("Your fee", Kind::Amount),
    ("Supplier fee", Kind::Amount),
    ("Downtime seconds", Kind::Count),
    ("Paid in", Kind::Amount),
    ("Deposit lost", Kind::Amount),
    ("Paid to supplier", Kind::Amount),
    ("Refunded", Kind::Amount),
    ("Fees paid", Kind::Amount),
    ("End announced for", Kind::Time),
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
    /// Seconds and price of the time in front, which is paid and whose rates are no longer stored.
    pub folded: (u32, u64),
    /// Time at a rate each.
    pub segments: Vec<Segment>,
    /// Seconds used of all of them together.
    pub used: u32,
    /// Fees, of the two sides.
    pub terms: Terms,
    /// Seconds of downtime.
    pub downtime: u32,
    /// The price that is charged, without what disputes have given back.
    pub charged: u64,
    /// What disputes have given back of the price.
    pub given_back: u64,
    /// All that the payer has paid in.
    pub paid_in: u64,
    /// Deposits of disputes that the supplier has got.
    pub forfeited: u64,
    /// Paid so far to supplier and payer, and as fees.
    pub paid: [u64; 3],
    /// When the notice of an announced end is over, in unix seconds.
    pub announced: Option<i64>,
    /// The transaction that closed it.
    pub closed_in: Option<String>,
}

/// What was used and paid: a line for each segment, and one for the minimum time where more is due than was used. The prices
/// less what was given back are the price charged; with your fee and a lost deposit that is what is paid in less what is
/// refunded, once it is closed.
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
    Ok(Report::table(COLUMNS, lines(&address, &bill, now)?))
}

/// As things stand: while it runs by the time used, after its end by what is due.
fn of_open(it: &Reservation, now: i64) -> anyhow::Result<Bill> {
    let used = it.metered(now)?;
    let (charged, given_back) = match allocated(it, now)? {
        Some((after, _)) => (after.payable, given_back(&after)?),
        None if it.is(Status::Active) || it.is(Status::Reserved) => {
            let back = it.gross(u32::MAX)?.saturating_sub(it.payable);
            (it.gross(used)?.saturating_sub(back), back)
        }
        None => (it.payable, given_back(it)?),
    };
    Ok(Bill {
        state: state(it),
        currency: it.currency()?,
        gpus: it.gpus,
        folded: (it.segments.base_seconds, it.segments.base_gross),
        segments: it.segments.reserved().collect(),
        used,
        terms: it.terms,
        downtime: it.downtime(now)?,
        charged,
        given_back,
        paid_in: it.locked.saturating_add(it.dispute.deposit),
        forfeited: it.dispute.forfeited,
        paid: [it.paid.supplier, it.paid.payer, it.paid.fees],
        announced: it.announced_end(match it.ended_at {
            0 => now,
            at => at,
        })?,
        closed_in: None,
    })
}

/// What disputes have given back of a reservation of which everything is allocated.
fn given_back(it: &Reservation) -> anyhow::Result<u64> {
    Ok(it.gross(it.segments.settled)?.saturating_sub(it.payable))
}

/// A line for each segment, and for the minimum time. From the share given back on, what is of the whole reservation stands on
/// the first.
fn lines(address: &Pubkey, bill: &Bill, now: i64) -> anyhow::Result<Vec<Record>> {
    let money = |amount| money(bill.currency, amount);
    let line = |(number, item, rate): (Cell, &str, Cell), [billable, used]: [Cell; 2], price| {
        let is_first = matches!(number, Cell::Count(1));
        let whole = |cell: Cell| if is_first { cell } else { Cell::None };
        let announced = bill.announced.map_or(Cell::None, |at| Cell::Time(at, now));
        let closed_in = bill.closed_in.as_ref().map_or(Cell::None, Cell::text);
        let [renters, suppliers] = [
            bill.terms.renter_fee(bill.charged)?,
            bill.terms.supplier_fee(bill.charged)?,
        ];
        Ok::<Record, anyhow::Error>(vec![
            ("Reservation", (*address).into()),
            ("Segment", number),
            ("Item", Cell::text(item)),
            ("State", Cell::text(bill.state)),
            ("Currency", Cell::text(options::currency(bill.currency))),
            ("GPUs", Cell::count(bill.gpus)),
            ("Rate per hour", rate),
            ("Billable seconds", billable),
            ("Used seconds", used),
            ("Price", money(price)),
            ("Given back", whole(money(bill.given_back))),
            ("Price charged", whole(money(bill.charged))),
            ("Your fee", whole(money(renters))),
            ("Supplier fee", whole(money(suppliers))),
            ("Downtime seconds", whole(Cell::count(bill.downtime))),
            ("Paid in", whole(money(bill.paid_in))),
            ("Deposit lost", whole(money(bill.forfeited))),
            ("Paid to supplier", whole(money(bill.paid[0]))),
            ("Refunded", whole(money(bill.paid[1]))),
            ("Fees paid", whole(money(bill.paid[2]))),
            ("End announced for", whole(announced)),
            ("Closed in", whole(closed_in)),
        ])
    };
    let (folded, mut of_it) = bill.folded;
    let mut used = bill.used.saturating_sub(folded);
    let mut records: Vec<Record> = Vec::new();
    let mut numbers = 1_u64..;
    if folded > 0 {
        let number = numbers.next().map_or(Cell::None, Cell::Count);
        let what = (number, "earlier time, paid", Cell::None);
        records.push(line(what, [folded; 2].map(Cell::count), of_it)?);
    }
    for (number, segment) in numbers.zip(&bill.segments) {
        let seconds = used.min(segment.seconds);
        used = used.saturating_sub(seconds);
        let price = segment.gross(seconds)?;
        of_it = of_it.saturating_add(price);
        let what = (Cell::Count(number), "time used", money(segment.rate));
        let times = [segment.seconds, seconds].map(Cell::count);
        records.push(line(what, times, price)?);
    }
    let due = bill.charged.saturating_add(bill.given_back);
    if due > of_it {
        let what = (Cell::None, "minimum time due", Cell::None);
        records.push(line(
            what,
            [Cell::None, Cell::None],
            due.saturating_sub(of_it),
        )?);
    }
    Ok(records)
}
