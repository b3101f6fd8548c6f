//! `io decide`.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use io_client::{marketplace as client, spl};
use io_common::math::{bps_of, Rounding};
use marketplace::state::{Decision, Reservation};

use super::{approve, made_at, Act, Agreement, Mode};
use crate::{
    context::Context,
    errors::Failure,
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
    /// The renter's share of what is disputed; with none at all the deposit goes to the supplier
    #[arg(long, value_name = "SHARE", value_parser = share::read)]
    renter: u16,
    /// When the decision was made, in the past hour, the same for all who approve it; now by default
    #[arg(long, value_name = "TIME", value_parser = time::read)]
    made_at: Option<i64>,
    #[command(flatten)]
    agreement: Agreement,
}

/// Decides, or approves a decision.
pub fn run(context: &mut Context, options: &Options) -> anyhow::Result<Report> {
    let (address, config) = (options.reservation, context.market()?);
    let it: Reservation = context.read("reservation", &address)?;
    let (made_at, now) = (made_at(context, options.made_at)?, context.now()?);
    let decision = Decision {
        made_at,
        renter_bps: options.renter,
    };
    if it.dispute.is_open() && made_at <= it.dispute.opened_at {
        let [made, opened] = [made_at, it.dispute.opened_at].map(date::utc);
        let told = format!(
            "the decision was made at {made}, but has to be newer than the dispute, opened at {opened}"
        );
        return Err(Failure::Refused(told).into());
    }
    let hash = decision.hash(&address)?;
    let tokens = spl::wallet(&it.renter, &config.mint(it.currency()));
    let money = |amount| money(it.currency(), amount);
    let disputed = it.frozen(u32::MAX)?;
    let share = Cell::Bps(options.renter.into());
    let back = bps_of(disputed, options.renter.into(), Rounding::Down)?;
    let deposit = match options.renter {
        0 => "to the supplier",
        _ => "back to the renter",
    };
    let shows = vec![
        ("Reservation", address.into()),
        ("Renter", it.renter.into()),
        ("Supplier", it.supplier.into()),
        ("Disputed", money(disputed)),
        ("To the renter", share.clone()),
        ("Price given back", money(back)),
        ("Deposit", money(it.dispute.deposit)),
        ("Deposit goes", Cell::text(deposit)),
    ];
    let what = format!(
        "Decide the dispute of reservation {}: {} of {} to the renter, the deposit of {} {deposit}",
        short(&address),
        share.brief(),
        money(disputed).brief(),
        money(it.dispute.deposit).brief()
    );
    let decide = |agreement| client::decide_dispute(agreement, &address, &tokens, decision);
    let (act, keys) = match options.agreement.mode(context, &hash)? {
        Mode::Approve => {
            let made_at = Some(made_at);
            let act = Act {
                what,
                shows,
                made_at,
                hash,
            };
            return approve(context, act);
        }
        Mode::Sign(keys, signers) => (decide(client::Agreement::Signed(&signers)), keys),
        Mode::Approved(_) => (decide(client::Agreement::Approved(hash)), Vec::new()),
    };
    let plan = Plan::new(what, [act])
        .signed_by(keys)
        .shows(shows)
        .shows([("Made at", Cell::Time(made_at, now))])
        .observing(unpaid(address, tokens));
    context.carry_out(plan)
}
