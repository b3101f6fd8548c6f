//! `io supplier tickets` and `cancel`: own stake in its cooldown.

use clap::Args;
use io_client::emissions as client;
use io_common::types::Supplier;

use super::Which;
use crate::{
    context::Context,
    parse::count,
    report::{Cell, Report},
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

/// Lists the tickets.
pub fn list(context: &mut Context, which: &Which) -> anyhow::Result<Report> {
    let address = which.address(context)?;
    let supplier: Supplier = context.read("supplier", &address)?;
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
    Ok(Report::table(records.collect()))
}

/// Takes a ticket back.
pub fn cancel(context: &mut Context, options: &Cancel) -> anyhow::Result<Report> {
    let (me, address) = (context.me()?, options.which.address(context)?);
    context.read::<Supplier>("supplier", &address)?;
    let before = context.catch_up(&[address])?;
    let cancel = client::cancel_own_ticket(&me, &address, options.ticket);
    let sent = context.send(before, vec![cancel], &[])?;
    Ok(sent.report(vec![
        ("Supplier", address.into()),
        ("Ticket", Cell::count(options.ticket)),
    ]))
}
