//! `io slash propose`.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use emissions::{
    instructions::{slash_hash, ProposeSlashArgs},
    state::{slashing, Slash},
};
use io_client::{emissions as client, marketplace::supplier_usage_address, reasons};
use io_common::types::{Supplier, SupplierUsage};

use crate::{
    agreement::{Agreement, Prepared},
    context::Context,
    errors::CliError,
    options::hexadecimal,
    parse::{address, amount, hash},
    plan::{short, Plan},
    preview::Preview,
    report::{Cell, Record, Report},
};

/// A slash to be.
#[derive(Args)]
pub struct Options {
    /// The supplier
    #[arg(value_parser = address)]
    supplier: Pubkey,
    /// Amount of IO
    #[arg(value_parser = amount::io, required_unless_present = "breach")]
    amount: Option<u64>,
    /// Why: misrepresented, unreachable, tampering, self-dealing, or another number of the council's
    #[arg(long, value_parser = reasons::number, required_unless_present = "breach")]
    reason: Option<u16>,
    /// Hash, in hexadecimal, of the evidence
    #[arg(long, value_name = "HEX", value_parser = hash::read, required_unless_present = "breach")]
    evidence: Option<[u8; 32]>,
    /// For breaches that the marketplace has recorded, by anyone
    #[arg(long, conflicts_with_all = ["amount", "reason", "evidence", "attestors", "approve", "approved"])]
    breach: bool,
    #[command(flatten)]
    agreement: Agreement,
}

/// Proposes, or approves a proposal.
pub fn run(context: &mut Context, options: &Options) -> anyhow::Result<Report> {
    let address = options.supplier;
    let (Some(amount), Some(reason), Some(evidence)) =
        (options.amount, options.reason, options.evidence)
    else {
        return context.carry_out(|context, _| for_breach(context, &address));
    };
    let supplier: Supplier = context.read("supplier", &address)?;
    let args = ProposeSlashArgs {
        number: supplier.slashes.count,
        amount,
        reason,
        evidence,
    };
    let agreement = &options.agreement;
    agreement.carry_out(context, |context| prepare(context, address, args.clone()))
}

/// A proposal.
pub fn prepare(
    context: &mut Context,
    address: Pubkey,
    args: ProposeSlashArgs,
) -> anyhow::Result<Prepared> {
    let (me, number) = (context.me()?, args.number);
    let supplier: Supplier = context.read("supplier", &address)?;
    let next = supplier.slashes.count;
    if number != next {
        let reported = format!(
            "it is slash {number} of supplier {address}, whose next one is {next}: the council has to agree to it again"
        );
        return Err(CliError::Refused(reported).into());
    }
    let hash = slash_hash(&args, &address)?;
    let slash = client::slash_address(&address, number);
    let plan = plan(context, &address, &supplier, args.amount, args.reason)?
        .shows([("Evidence", Cell::Text(hexadecimal(&args.evidence)))]);
    Ok(Prepared {
        plan: opens(context, plan, slash)?,
        suppliers: Vec::new(),
        made: None,
        hash,
        instruction: Box::new(move |by| {
            let agreement = by.emissions();
            let propose = client::propose_slash(&me, agreement, &address, args.clone())?;
            Ok(propose)
        }),
    })
}

/// By anyone.
fn for_breach(context: &mut Context, address: &Pubkey) -> anyhow::Result<Plan<'static>> {
    let supplier: Supplier = context.read("supplier", address)?;
    let (me, number) = (context.me()?, supplier.slashes.breach_count);
    let slash = client::breach_slash_address(address, number);
    let usage: Option<SupplierUsage> = context.find(&supplier_usage_address(address))?;
    let breached = usage.map_or(0, |it| it.breached);
    let owed = breached.saturating_sub(supplier.slashes.breached);
    let mut plan = plan(context, address, &supplier, owed, Slash::BREACH)?;
    plan.action
        .push(client::propose_breach_slash(&me, address, number));
    opens(context, plan, slash)
}

/// What is asked and shown.
fn plan(
    context: &mut Context,
    address: &Pubkey,
    supplier: &Supplier,
    asked: u64,
    reason: u16,
) -> anyhow::Result<Plan<'static>> {
    let (config, now) = (context.emissions()?, context.now()?);
    let (due_at, lapses_at) = Slash::times(now)?;
    let room = slashing::room(supplier, config.max_slash_bps)?;
    let amount = asked.min(room);
    let question = format!(
        "Propose to slash supplier {} by {} for {}",
        short(address),
        Cell::Io(amount).brief(),
        reasons::words(reason)
    );
    // What may be slashed moves with every delegation: of it, the amount counts.
    Ok(Plan::new(question, [])
        .shows([("Supplier", (*address).into())])
        .terms([
            ("Amount asked for", Cell::Io(asked)),
            ("Amount", Cell::Io(amount)),
        ])
        .shows([
            ("Most that may be slashed", Cell::Io(room)),
            ("Reason", super::reason(reason)),
            ("Due at", Cell::Time(due_at, now)),
            ("Lapses at", Cell::Time(lapses_at, now)),
        ]))
}

/// The same with the account of the slash, and what comes of it.
fn opens(
    context: &mut Context,
    plan: Plan<'static>,
    slash: Pubkey,
) -> anyhow::Result<Plan<'static>> {
    let now = context.now()?;
    let (due_at, _) = Slash::times(now)?;
    let due = Cell::Time(due_at, now).brief();
    Ok(plan
        .creates("Slash", slash)
        .observing(move |preview| Ok(as_opened(preview, &slash)))
        .next(format!("io slash execute {slash}, from {due} on")))
}

/// Whose stake a slash holds.
fn as_opened(preview: &Preview, address: &Pubkey) -> Record {
    let Some(slash) = preview.read::<Slash>(address) else {
        return Record::new();
    };
    let of_stakers = slash.delegated_held.saturating_add(slash.cooling_held);
    vec![
        (
            "Owner bears",
            Cell::Io(slash.amount.saturating_sub(of_stakers)),
        ),
        ("Stakers bear", Cell::Io(of_stakers)),
    ]
}
