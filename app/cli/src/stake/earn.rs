//! `io stake claim`, `compound` and `apr`.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use emissions::quote;
use io_client::actions::staking::{claim, compound};
use io_common::types::Supplier;

use super::{
    act::{self, conditions, cooldown, declined},
    change::effect,
};
use crate::{
    context::Context,
    models,
    options::Program,
    parse::address,
    pauses,
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

/// Claims.
pub fn claim(context: &mut Context, options: &Claim) -> anyhow::Result<Report> {
    context.carry_out(|context, _| claiming(context, options))
}

fn claiming<'a>(context: &mut Context, options: &Claim) -> anyhow::Result<Plan<'a>> {
    let supplier = options.supplier;
    let staking = act::staking(context, &supplier, options.to)?;
    let prepared = claim::prepare(&staking);
    let prepared = prepared.map_err(|refusal| declined(context, &[supplier], "claim", refusal))?;
    let claim::Terms { amount, to } = prepared.terms;
    let question = format!(
        "Claim {} of supplier {} to {}",
        Cell::Io(amount).brief(),
        short(&supplier),
        short(&to.tokens)
    );
    let plan = act::plan(question, prepared).shows([
        ("Supplier", supplier.into()),
        ("Claimed", Cell::Io(amount)),
        ("To", to.tokens.into()),
    ]);
    Ok(plan)
}

/// Claims and delegates.
pub fn compound(context: &mut Context, options: &Compound) -> anyhow::Result<Report> {
    context.carry_out(|context, _| compounding(context, options))
}

fn compounding<'a>(context: &mut Context, options: &Compound) -> anyhow::Result<Plan<'a>> {
    let supplier = options.supplier;
    let staking = act::staking(context, &supplier, None)?;
    let prepared = compound::prepare(&staking);
    let prepared = prepared.map_err(|refusal| declined(context, &[supplier], "claim", refusal))?;
    let (terms, now) = (prepared.terms, staking.clock.now);
    let question = format!(
        "Claim {} of supplier {} and delegate it there; it comes back {} after you unstake",
        Cell::Io(terms.amount).brief(),
        short(&supplier),
        cooldown(&terms.conditions)
    );
    let plan = act::plan(question, prepared)
        .shows([
            ("Supplier", supplier.into()),
            ("Compounded", Cell::Io(terms.amount)),
            ("Delegated after", Cell::Io(terms.active)),
            ("Room left", Cell::Io(terms.room)),
        ])
        .shows(effect(&terms.hourly))
        .terms(conditions(&terms.conditions, now));
    Ok(plan)
}

/// Columns of the yields.
pub const YIELDS: &[Column] = &[
    ("Supplier", Kind::Key),
    ("Model", Kind::Text),
    ("APR", Kind::Share),
    ("Commission", Kind::Share),
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
                ("APR", Cell::share(apr)),
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
