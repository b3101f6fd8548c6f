//! `io stake claim`, `compound` and `apr`.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use emissions::{quote, state::Delegation};
use io_client::emissions as client;
use io_common::types::Supplier;

use super::change::mine;
use crate::{
    context::Context,
    errors::CliError,
    models,
    options::Program,
    parse::address,
    pauses, payee,
    plan::{short, Plan},
    report::{Cell, Column, Kind, Record, Report},
    rewards,
};

/// Where from.
#[derive(Args)]
pub struct Claim {
    /// The supplier
    #[arg(value_parser = address)]
    supplier: Pubkey,
    /// Token account of yours that receives; your wallet's by default
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    to: Option<Pubkey>,
}

/// Where from, and to.
#[derive(Args)]
pub struct Compound {
    /// The supplier
    #[arg(value_parser = address)]
    supplier: Pubkey,
}

/// Whose yield.
#[derive(Args)]
pub struct Apr {
    /// The supplier; by default all with an attestation
    #[arg(value_parser = address)]
    supplier: Option<Pubkey>,
    /// By the past week instead of the past day
    #[arg(long)]
    week: bool,
}

fn due(context: &mut Context, supplier: &Pubkey, delegation: &Delegation) -> anyhow::Result<u64> {
    let supplier: Supplier = context.read("supplier", supplier)?;
    let due = rewards::claimable(context, &supplier, Some(delegation))?.by_staker;
    if due == 0 {
        return Err(CliError::Nothing("claim").into());
    }
    Ok(due)
}

/// Claims.
pub fn claim(context: &mut Context, options: &Claim) -> anyhow::Result<Report> {
    context.carry_out(|context, _| claiming(context, options))
}

fn claiming<'a>(context: &mut Context, options: &Claim) -> anyhow::Result<Plan<'a>> {
    let (me, delegation, before) = mine(context, &options.supplier)?;
    let due = due(context, &options.supplier, &delegation)?;
    let io = context.io()?;
    let payee = payee::of_owner(context, &me, &io, options.to)?;
    let claim = client::claim(
        &me,
        &client::DelegationKeys {
            staker: me,
            supplier: options.supplier,
        },
        &payee.tokens,
    );
    let question = format!(
        "Claim {} of supplier {} to {}",
        Cell::Io(due).brief(),
        short(&options.supplier),
        short(&payee.tokens)
    );
    let plan = Plan::new(question, [claim])
        .after(before)
        .after(payee.create)
        .shows([
            ("Supplier", options.supplier.into()),
            ("Claimed", Cell::Io(due)),
            ("To", payee.tokens.into()),
        ]);
    Ok(plan)
}

/// Claims and delegates.
pub fn compound(context: &mut Context, options: &Compound) -> anyhow::Result<Report> {
    context.carry_out(|context, _| compounding(context, options))
}

fn compounding<'a>(context: &mut Context, options: &Compound) -> anyhow::Result<Plan<'a>> {
    let (me, delegation, before) = mine(context, &options.supplier)?;
    let due = due(context, &options.supplier, &delegation)?;
    let cooldown = context.emissions()?.unstake_cooldown;
    let compound = client::compound(&client::DelegationKeys {
        staker: me,
        supplier: options.supplier,
    });
    let question = format!(
        "Claim {} of supplier {} and delegate it there",
        Cell::Io(due).brief(),
        short(&options.supplier)
    );
    let plan = Plan::new(question, [compound]).after(before).shows([
        ("Supplier", options.supplier.into()),
        ("Compounded", Cell::Io(due)),
        (
            "Delegated after",
            Cell::Io(delegation.active.saturating_add(due)),
        ),
        ("Cooldown", Cell::Seconds(cooldown.unsigned_abs())),
    ]);
    Ok(plan)
}

/// Columns of the yields.
pub const YIELDS: &[Column] = &[
    ("Supplier", Kind::Key),
    ("Model", Kind::Text),
    ("APR", Kind::Measure),
    ("Commission", Kind::Measure),
    ("Active stake", Kind::Amount),
    ("Room", Kind::Amount),
    ("Open slashes", Kind::Count),
];

/// Shows the yields, highest first.
pub fn apr(context: &mut Context, options: &Apr) -> anyhow::Result<Report> {
    let table = models::table(context)?;
    let now = context.now()?;
    let hours = if options.week {
        quote::WEEK
    } else {
        quote::DAY
    };
    let suppliers: Vec<(Pubkey, Supplier)> = match options.supplier {
        Some(address) => vec![(address, context.read("supplier", &address)?)],
        None => context.all()?,
    };
    let mut rows: Vec<(Option<u64>, Record)> = Vec::new();
    for (address, it) in suppliers {
        if options.supplier.is_none() && !it.attestation.is_live(now) {
            continue;
        }
        let apr = rewards::apr_bps(context, &it, hours)?;
        rows.push((
            apr,
            vec![
                ("Supplier", address.into()),
                ("Model", Cell::Text(models::name(&table, it.model))),
                ("APR", apr.map_or(Cell::None, Cell::Bps)),
                ("Commission", Cell::Bps(it.commission.bps.into())),
                ("Active stake", Cell::Io(it.stake.active()?)),
                ("Room", Cell::Io(it.delegation_room()?)),
                ("Open slashes", Cell::count(it.slashes.open_count)),
            ],
        ));
    }
    rows.sort_by_key(|(apr, _)| std::cmp::Reverse(*apr));
    let records = rows.into_iter().map(|(_, record)| record).collect();
    let report = Report::table(YIELDS, records);
    pauses::noted(context, Program::Emissions, report)
}
