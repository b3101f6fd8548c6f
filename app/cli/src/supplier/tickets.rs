//! `io supplier tickets` and `cancel`: own stake in its cooldown.

use clap::Args;
use io_client::emissions as client;
use io_common::types::Supplier;

use super::{Alone, Which};
use crate::{
    context::Context,
    errors::Failure,
    parse::count,
    plan::{short, Plan},
    report::{Cell, Column, Kind, Report},
};

/// Which ticket to take back.
#[derive(Args)]
pub struct Cancel {
    /// Place of the ticket, as `io supplier tickets` shows it
    #[arg(value_parser = count::number::<u8>)]
    ticket: u8,
    #[command(flatten)]
    which: Which,
}

/// Columns of the tickets.
pub const COLUMNS: &[Column] = &[
    ("Ticket", Kind::Count),
    ("Amount", Kind::Amount),
    ("Holder", Kind::Key),
    ("Unlocks at", Kind::Time),
];

/// Lists the tickets.
pub fn list(context: &mut Context, which: &Alone) -> anyhow::Result<Report> {
    let address = which.found(context)?;
    let supplier: Supplier = which.read(context, &address)?;
    let now = context.now()?;
    let tickets = (0_u8..).zip(&supplier.stake.own_tickets);
    let records = tickets
        .filter(|(_, ticket)| ticket.amount > 0)
        .map(|(place, ticket)| {
            vec![
                ("Ticket", Cell::count(place)),
                ("Amount", Cell::Io(ticket.amount)),
                ("Holder", ticket.holder.into()),
                ("Unlocks at", Cell::Time(ticket.unlocks_at, now)),
            ]
        });
    Ok(Report::table(COLUMNS, records.collect()))
}

/// Takes a ticket back.
pub fn cancel(context: &mut Context, options: &Cancel) -> anyhow::Result<Report> {
    let (me, address) = (context.me()?, options.which.owned(context)?);
    let supplier: Supplier = options.which.read(context, &address)?;
    let now = context.now()?;
    let tickets = &supplier.stake.own_tickets;
    let ticket = tickets.get(usize::from(options.ticket));
    let Some(ticket) = ticket.filter(|ticket| ticket.amount > 0) else {
        let told = format!(
            "there is no ticket {}: `io supplier tickets` shows their places",
            options.ticket
        );
        return Err(Failure::Usage(told).into());
    };
    let before = context.catch_up(&[address])?;
    let cancel = client::cancel_own_ticket(&me, &address, options.ticket);
    let free = ticket.amount.saturating_sub(ticket.held);
    let question = format!(
        "Stake {} of ticket {} with supplier {} again",
        Cell::Io(free).brief(),
        options.ticket,
        short(&address)
    );
    let plan = Plan::new(question, [cancel]).after(before).shows([
        ("Supplier", address.into()),
        ("Ticket", Cell::count(options.ticket)),
        ("Amount", Cell::Io(free)),
        ("Would have unlocked at", Cell::Time(ticket.unlocks_at, now)),
        (
            "Own stake after",
            Cell::Io(supplier.stake.own.saturating_add(free)),
        ),
    ]);
    context.carry_out(plan)
}
