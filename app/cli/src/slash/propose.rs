//! `io slash propose`.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use emissions::{
    instructions::{slash_hash, ProposeSlashArgs},
    state::{slashing, Slash},
};
use io_client::{emissions as client, marketplace::book_address};
use io_common::types::{Supplier, SupplierBook};

use crate::{
    context::Context,
    council::{approve, Act, Agreement, Mode},
    options::hexadecimal,
    parse::{address, amount, count, hash},
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
    /// Why, as the council numbers its reasons; not 0
    #[arg(long, value_parser = count::at_least_one::<u16>, required_unless_present = "breach")]
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
    let (me, address, now) = (context.me()?, options.supplier, context.now()?);
    let supplier: Supplier = context.read("supplier", &address)?;
    let config = context.emissions()?;
    let (due_at, lapses_at) = Slash::times(now)?;
    let room = slashing::room(&supplier, config.max_slash_bps)?;
    let shows = |asked: u64, reason: u16| {
        vec![
            ("Supplier", address.into()),
            ("Amount asked for", Cell::Io(asked)),
            ("Amount", Cell::Io(asked.min(room))),
            ("Most that may be slashed", Cell::Io(room)),
            ("Reason", super::reason(reason)),
            ("Due at", Cell::Time(due_at, now)),
            ("Lapses at", Cell::Time(lapses_at, now)),
        ]
    };
    let ask = |amount: u64| {
        format!(
            "Propose to slash supplier {} by {}",
            short(&address),
            Cell::Io(amount).brief()
        )
    };
    let next = |slash: Pubkey| {
        format!(
            "io slash execute {slash}, from {} on",
            Cell::Time(due_at, now).brief()
        )
    };
    let (Some(amount), Some(reason), Some(evidence)) =
        (options.amount, options.reason, options.evidence)
    else {
        let number = supplier.slashes.breach_count;
        let slash = client::breach_slash_address(&address, number);
        let propose = client::propose_breach_slash(&me, &address, number);
        let usage: Option<SupplierBook> = context.find(&book_address(&address))?;
        let breached = usage.map_or(0, |it| it.breached);
        let owed = breached.saturating_sub(supplier.slashes.breached);
        let plan = Plan::new(ask(owed), [propose])
            .creates("Slash", slash)
            .shows(shows(owed, Slash::BREACH))
            .observing(move |preview| Ok(as_opened(preview, &slash)))
            .next(next(slash));
        return context.carry_out(plan);
    };
    let number = supplier.slashes.count;
    let slash = client::slash_address(&address, number);
    let args = ProposeSlashArgs {
        number,
        amount,
        reason,
        evidence,
    };
    let hash = slash_hash(&args, &address)?;
    let mut shows = shows(amount, reason);
    shows.push(("Evidence", Cell::Text(hexadecimal(&evidence))));
    let what = ask(amount.min(room));
    let (act, keys) = match options.agreement.mode(context, &hash)? {
        Mode::Approve => {
            let act = Act {
                what,
                shows,
                made_at: None,
                hash,
            };
            return approve(context, act);
        }
        Mode::Sign(keys, signers) => {
            let agreement = client::Agreement::Signed(&signers);
            (client::propose_slash(&me, agreement, &address, args)?, keys)
        }
        Mode::Approved(_) => {
            let agreement = client::Agreement::Approved;
            let act = client::propose_slash(&me, agreement, &address, args)?;
            (act, Vec::new())
        }
    };
    let plan = Plan::new(what, [act])
        .signed_by(keys)
        .creates("Slash", slash)
        .shows(shows)
        .observing(move |preview| Ok(as_opened(preview, &slash)))
        .next(next(slash));
    context.carry_out(plan)
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
