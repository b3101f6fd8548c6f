//! `io stake status`.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use emissions::{
    constants::REDELEGATION_LAPSE,
    state::{Delegation, Redelegation},
};
use io_client::{actions::staking::withdraw::withdrawable, layout::place, Match};
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
    /// The staker; the same as --staker
    #[arg(value_name = "STAKER", conflicts_with = "staker", value_parser = address)]
    named: Option<Pubkey>,
    /// The staker; you by default
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    staker: Option<Pubkey>,
}

/// Columns of delegations, unstake requests and requests to move.
pub const COLUMNS: &[Column] = &[
    ("Supplier", Kind::Key),
    ("State", Kind::Text),
    ("Amount", Kind::Amount),
    ("Claimable", Kind::Amount),
    ("Unlocks at", Kind::Time),
    ("Lapses at", Kind::Time),
];

/// Shows a line for each delegation, one for each of its unstake requests, and one for each request to move.
pub fn run(context: &mut Context, options: &Options) -> anyhow::Result<Report> {
    context.emissions()?;
    let staker = context.or_me(options.named.or(options.staker))?;
    let now = context.now()?;
    let of = |place| [Match::new(place, staker)];
    let requests = context.all_where::<Redelegation>(&of(place!(Redelegation, staker)))?;
    let delegations = context.all_where::<Delegation>(&of(place!(Delegation, staker)))?;
    let suppliers = context.find_all::<Supplier>(
        delegations
            .iter()
            .map(|(_, delegation)| delegation.supplier),
    )?;
    let mut records = Vec::new();
    let mut next = Vec::new();
    for (address, delegation) in delegations {
        if withdrawable(&delegation, now) > 0 {
            next.push(format!("next: io stake withdraw {}", delegation.supplier));
        }
        match suppliers.get(&delegation.supplier) {
            Some(supplier) => records.extend(lines(context, &delegation, supplier, now)?),
            None => records.push(of_closed(context, &delegation)?),
        }
        let moves = requests.iter().map(|(_, request)| request);
        let moves = moves.filter(|request| request.delegation == address);
        records.extend(moves.map(|request| asked(&delegation.supplier, request, now)));
    }
    if records.is_empty() {
        next.push(format!(
            "{staker} has not delegated to any supplier: `io stake apr` lists them, `io stake delegate SUPPLIER AMOUNT` stakes"
        ));
    }
    let report = Report::table(COLUMNS, records);
    let report = next.into_iter().fold(report, Report::note);
    pauses::noted(context, Program::Emissions, report)
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

/// What is left at a supplier that was closed: nothing is staked there any more. What was earned is paid at the end of the
/// delegation.
fn of_closed(context: &mut Context, it: &Delegation) -> anyhow::Result<Record> {
    let mut it = *it;
    let follows = context.followed_of(&mut it, None)?.len();
    let slashes = match follows {
        0 => String::new(),
        1 => ", once 1 slash is followed".into(),
        several => format!(", once {several} slashes are followed"),
    };
    let state = format!(
        "supplier closed: `io stake close {}` pays and closes it{slashes}",
        it.supplier
    );
    let (state, claimable) = (Cell::Text(state), Cell::Io(it.owed));
    let times = [Cell::None, Cell::None];
    Ok(line(it.supplier, (state, it.active), claimable, times))
}

fn lines(
    context: &mut Context,
    it: &Delegation,
    supplier: &Supplier,
    now: i64,
) -> anyhow::Result<Vec<Record>> {
    let mut it = *it;
    context.followed_of(&mut it, Some(supplier))?;
    let line = |state: String, amount: u64, claimable: Cell, at: Cell| {
        line(
            it.supplier,
            (Cell::Text(state), amount),
            claimable,
            [at, Cell::None],
        )
    };
    let claimable = rewards::claimable(context, supplier, Some(&it))?.by_staker;
    let mut lines = vec![line(
        "active".into(),
        it.active,
        Cell::Io(claimable),
        Cell::None,
    )];
    for (place, unstake_request) in it.unstake_requests.iter().enumerate() {
        if !unstake_request.is_free() {
            let at = Cell::Time(unstake_request.unlocks_at, now);
            let state = match unstake_request.is_unlocked(now) {
                true => "can be withdrawn",
                false => "cooling",
            };
            lines.push(line(
                format!("{state} (unstake request {place})"),
                unstake_request.amount,
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
