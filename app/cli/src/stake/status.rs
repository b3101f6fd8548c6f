//! `io stake status`.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use emissions::{quote, state::Delegation};
use io_common::types::Supplier;

use crate::{
    context::Context,
    report::{Cell, Record, Report},
    rewards,
};

/// Whose stake.
#[derive(Args)]
pub struct Options {
    /// The staker; you unless given
    #[arg(long, value_name = "ADDRESS")]
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
    let line = |state: String, amount: Cell, claimable: Cell, at: Cell| {
        vec![
            ("Supplier", it.supplier.into()),
            ("State", Cell::Text(state)),
            ("Amount", amount),
            ("Claimable", claimable),
            ("Unlocks at", at),
        ]
    };
    let current = it.is_empty() || it.generation == supplier.slashes.generation;
    if !current {
        let state = "slashed: withdraw, claim or unstake carries it".into();
        return Ok(vec![line(state, Cell::None, Cell::None, Cell::None)]);
    }
    let staked = supplier.stake.delegated.value(it.shares.get())?;
    let claimable = rewards::claimable(context, &supplier, Some(it))?.by_staker;
    let mut lines = vec![line(
        "active".into(),
        Cell::Io(staked),
        Cell::Io(claimable),
        Cell::None,
    )];
    for unlock in quote::unlocks(&supplier, it)? {
        let state = match unlock.ticket {
            Some(place) => format!("ticket {place}"),
            None if unlock.held_back == 0 => "held back, free again".into(),
            None => "held back".into(),
        };
        let at = Cell::Time(unlock.unlocks_at, now);
        lines.push(line(state, Cell::Io(unlock.amount), Cell::None, at));
    }
    Ok(lines)
}
