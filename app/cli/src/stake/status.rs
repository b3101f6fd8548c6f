//! `io stake status`.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use emissions::{
    constants::REDELEGATION_LAPSE,
    state::{Delegation, Redelegation},
};
use io_common::types::Supplier;

use crate::{
    context::Context,
    options::Program,
    parse::address,
    pauses,
    plan::short,
    report::{Cell, Column, Kind, Record, Report},
    rewards,
};

/// Whose stake.
#[derive(Args)]
pub struct Options {
    /// The staker; you unless given
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    staker: Option<Pubkey>,
}

/// Columns of delegations, tickets and requests to move.
pub const COLUMNS: &[Column] = &[
    ("Supplier", Kind::Key),
    ("State", Kind::Text),
    ("Amount", Kind::Amount),
    ("Claimable", Kind::Amount),
    ("Unlocks at", Kind::Time),
    ("Lapses at", Kind::Time),
];

/// Shows a line for each delegation, one for each of its tickets, and one for each request to move.
pub fn run(context: &mut Context, options: &Options) -> anyhow::Result<Report> {
    context.emissions()?;
    let staker = context.or_me(options.staker)?;
    let now = context.now()?;
    let mut records = Vec::new();
    let mut requests = context.all::<Redelegation>()?;
    requests.retain(|(_, request)| request.staker == staker);
    for (address, delegation) in context.all::<Delegation>()? {
        if delegation.staker == staker {
            records.extend(lines(context, &delegation, now)?);
            let moves = requests.iter().map(|(_, request)| request);
            let moves = moves.filter(|request| request.delegation == address);
            records.extend(moves.map(|request| asked(&delegation.supplier, request, now)));
        }
    }
    pauses::noted(context, Program::Emissions, Report::table(COLUMNS, records))
}

fn line(
    supplier: Pubkey,
    (state, amount): (Cell, u64),
    claimable: Cell,
    [unlocks, lapses]: [Cell; 2],
) -> Record {
    vec![
        ("Supplier", supplier.into()),
        ("State", state),
        ("Amount", Cell::Io(amount)),
        ("Claimable", claimable),
        ("Unlocks at", unlocks),
        ("Lapses at", lapses),
    ]
}

/// A request to move: from when on, and until when it can be carried out.
fn asked(supplier: &Pubkey, request: &Redelegation, now: i64) -> Record {
    let lapses = request.ready_at.saturating_add(REDELEGATION_LAPSE);
    let text = match now {
        now if now < request.ready_at => "asked to move to",
        now if now <= lapses => "may move now to",
        _ => "request has lapsed, to",
    };
    let state = Cell::Tree {
        text: format!("{text} {}", short(&request.target)),
        json: format!("{text} {}", request.target).into(),
    };
    let times = [request.ready_at, lapses].map(|at| Cell::Time(at, now));
    line(*supplier, (state, request.amount), Cell::None, times)
}

fn lines(context: &mut Context, it: &Delegation, now: i64) -> anyhow::Result<Vec<Record>> {
    let supplier: Supplier = context.read("supplier", &it.supplier)?;
    let mut it = *it;
    context.followed(&mut it)?;
    let line = |state: String, amount: u64, claimable: Cell, at: Cell| {
        line(
            it.supplier,
            (Cell::Text(state), amount),
            claimable,
            [at, Cell::None],
        )
    };
    let claimable = rewards::claimable(context, &supplier, Some(&it))?.by_staker;
    let mut lines = vec![line(
        "active".into(),
        it.active,
        Cell::Io(claimable),
        Cell::None,
    )];
    for (place, ticket) in it.tickets.iter().enumerate() {
        if !ticket.is_free() {
            let at = Cell::Time(ticket.unlocks_at, now);
            lines.push(line(
                format!("ticket {place}"),
                ticket.amount,
                Cell::None,
                at,
            ));
        }
    }
    for held in it.held.iter().filter(|held| held.slash > 0) {
        for (amount, state) in [
            (held.active, "held by a slash, active"),
            (held.cooling, "held by a slash, cooling"),
        ] {
            if amount > 0 {
                lines.push(line(state.into(), amount, Cell::None, Cell::None));
            }
        }
    }
    Ok(lines)
}
