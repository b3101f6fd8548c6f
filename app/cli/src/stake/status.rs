//! `io stake status`.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use emissions::state::Delegation;
use io_common::types::Supplier;

use crate::{
    context::Context,
    parse::address,
    report::{Cell, Record, Report},
    rewards,
};

/// Whose stake.
#[derive(Args)]
pub struct Options {
    /// The staker; you unless given
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    staker: Option<Pubkey>,
}

/// Shows a line for each delegation and one for each of its tickets.
pub fn run(context: &mut Context, options: &Options) -> anyhow::Result<Report> {
    context.emissions()?;
    let staker = context.or_me(options.staker)?;
    let now = context.now()?;
    let mut records = Vec::new();
    for (_, delegation) in context.all::<Delegation>()? {
        if delegation.staker == staker {
            records.extend(lines(context, &delegation, now)?);
        }
    }
    Ok(Report::table(records))
}

fn lines(context: &mut Context, it: &Delegation, now: i64) -> anyhow::Result<Vec<Record>> {
    let supplier: Supplier = context.read("supplier", &it.supplier)?;
    let mut it = *it;
    context.followed(&mut it)?;
    let line = |state: String, amount: Cell, claimable: Cell, at: Cell| {
        vec![
            ("Supplier", it.supplier.into()),
            ("State", Cell::Text(state)),
            ("Amount", amount),
            ("Claimable", claimable),
            ("Unlocks at", at),
        ]
    };
    let claimable = rewards::claimable(context, &supplier, Some(&it))?.by_staker;
    let mut lines = vec![line(
        "active".into(),
        Cell::Io(it.active),
        Cell::Io(claimable),
        Cell::None,
    )];
    for (place, ticket) in it.tickets.iter().enumerate() {
        if !ticket.is_free() {
            let at = Cell::Time(ticket.unlocks_at, now);
            let state = format!("ticket {place}");
            lines.push(line(state, Cell::Io(ticket.amount), Cell::None, at));
        }
    }
    for held in it.held.iter().filter(|held| held.slash > 0) {
        for (amount, state) in [
            (held.active, "held by a slash, active"),
            (held.cooling, "held by a slash, cooling"),
        ] {
            if amount > 0 {
                lines.push(line(state.into(), Cell::Io(amount), Cell::None, Cell::None));
            }
        }
    }
    Ok(lines)
}
