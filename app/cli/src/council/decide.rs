//! `io decide`.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use io_client::{marketplace as client, spl};
use io_common::math::{bps_of, Rounding};
use marketplace::state::{DisputeDecision, Reservation};

use super::{made_at, Agreement, Lasts, Made, Prepared};
use crate::{
    context::Context,
    errors::CliError,
    parse::{address, share, time},
    plan::{short, Plan},
    rent::{money, unpaid},
    report::{Cell, Report},
};
use io_migrations::date;

/// A decision.
#[derive(Args)]
pub struct Options {
    /// The reservation
    #[arg(value_parser = address)]
    reservation: Pubkey,
    /// The payer's share of what is disputed; with 0% the deposit goes to the supplier
    #[arg(long, value_name = "SHARE", value_parser = share::read)]
    payer: u16,
    /// When the decision was made, in the past hour, the same for all who approve it; now by default
    #[arg(long, value_name = "TIME", value_parser = time::read)]
    made_at: Option<i64>,
    #[command(flatten)]
    agreement: Agreement,
}

/// Decides, or approves a decision.
pub fn run(context: &mut Context, options: &Options) -> anyhow::Result<Report> {
    let decision = DisputeDecision {
        made_at: made_at(context, options.made_at)?,
        payer_bps: options.payer,
    };
    let agreement = &options.agreement;
    agreement.carry_out(context, |context| {
        prepare(context, options.reservation, decision.clone())
    })
}

/// A decision.
pub fn prepare(
    context: &mut Context,
    address: Pubkey,
    decision: DisputeDecision,
) -> anyhow::Result<Prepared> {
    let config = context.market()?;
    let it: Reservation = context.read("reservation", &address)?;
    let made_at = decision.made_at;
    if it.dispute.is_open() && made_at <= it.dispute.opened_at {
        let [made, opened] = [made_at, it.dispute.opened_at].map(date::utc);
        let reported = format!(
            "the decision was made at {made}, but has to be newer than the dispute, opened at {opened}"
        );
        return Err(CliError::Refused(reported).into());
    }
    let hash = decision.hash(&address)?;
    let tokens = spl::wallet(&it.payer, &config.mint(it.currency()?));
    let currency = it.currency()?;
    let money = |amount| money(currency, amount);
    let disputed = it.frozen(u32::MAX)?;
    let share = Cell::Bps(decision.payer_bps.into());
    let back = bps_of(disputed, decision.payer_bps.into(), Rounding::Down)?;
    let deposit = match decision.payer_bps {
        0 => "to the supplier",
        _ => "back to the payer",
    };
    let question = format!(
        "Decide the dispute of reservation {}: {} of {} to the payer, the deposit of {} {deposit}",
        short(&address),
        share.brief(),
        money(disputed).brief(),
        money(it.dispute.deposit).brief()
    );
    let plan = Plan::new(question, [])
        .shows([
            ("Reservation", address.into()),
            ("Renter", it.renter.into()),
            ("Payer", it.payer.into()),
            ("Supplier", it.supplier.into()),
        ])
        .terms([
            ("Disputed", money(disputed)),
            ("Deposit", money(it.dispute.deposit)),
        ])
        .shows([
            ("To the payer", share),
            ("Price given back", money(back)),
            ("Deposit goes", Cell::text(deposit)),
        ])
        .observing(unpaid(address, tokens))
        .next(format!("io rent status {address}"));
    Ok(Prepared {
        plan,
        suppliers: Vec::new(),
        made: Some(Made {
            at: made_at,
            lasts: Lasts::Approval,
        }),
        hash,
        instruction: Box::new(move |by| {
            let agreement = by.marketplace();
            Ok(client::decide_dispute(
                agreement,
                &address,
                &tokens,
                decision.clone(),
            ))
        }),
    })
}
