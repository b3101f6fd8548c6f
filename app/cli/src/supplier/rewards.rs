//! `io supplier settle` and `claim`.

use ::marketplace::{
    quote,
    state::{Currency, Payee, Reservation, Status},
};
use anchor_lang::prelude::Pubkey;
use clap::Args;
use io_client::{
    actions::{
        settle_reservation::{self, Payable},
        snapshot::Snapshot,
        supplying::{claim, settle, Wallet},
        Refusal,
    },
    reservation::hourly,
};

use super::{
    act::{self, declined},
    Alone,
};
use crate::{
    context::Context,
    errors::CliError,
    parse::address,
    plan::{short, Plan},
    preview::Preview,
    refusals::unread,
    rent::{money, not_done, situation, Side},
    report::{Cell, Record, Report},
    stake,
};

/// What to settle.
#[derive(Args)]
pub struct Settle {
    #[command(flatten)]
    which: Alone,
    /// Pay the metered time of this reservation instead
    #[arg(long, value_name = "ADDRESS", conflicts_with_all = ["named", "supplier", "sequence"], value_parser = address)]
    reservation: Option<Pubkey>,
}

/// Alone supplier, and to where.
#[derive(Args)]
pub struct Claim {
    #[command(flatten)]
    which: Alone,
    /// Token account of the payout wallet that receives, if the payout wallet signs; its associated token account by default
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    to: Option<Pubkey>,
}

/// Settles rewards, or pays a reservation's metered time.
pub fn settle(context: &mut Context, options: &Settle) -> anyhow::Result<Report> {
    context.carry_out(|context, _| match &options.reservation {
        Some(address) => settling(context, address),
        None => settling_hours(context, options),
    })
}

fn settling_hours<'a>(context: &mut Context, options: &Settle) -> anyhow::Result<Plan<'a>> {
    let address = options.which.found(context)?;
    let supplying = act::supplying(context, &options.which, &address, (Wallet::Payout, None))?;
    let prepared = settle::prepare(&supplying);
    let what = "settle: the supplier is at the present hour";
    let prepared = prepared.map_err(|refusal| declined(context, &address, what, refusal))?;
    let question = format!("Settle the rewards of supplier {}", short(&address));
    // Others bring it up to date too: it is no other act with fewer instructions.
    let plan = Plan::new(question, []).after(prepared.instructions());
    Ok(plan.shows([
        ("Supplier", address.into()),
        ("Claimable", Cell::Io(prepared.terms.claimable)),
    ]))
}

fn settling<'a>(context: &mut Context, address: &Pubkey) -> anyhow::Result<Plan<'a>> {
    let read = Payable::read(context.network, address);
    let it = read.map_err(|error| unread(context, error))?;
    let snapshot = &it.snapshot;
    let request = settle_reservation::Request {
        payer: context.me()?,
        later: context.send_options.is_for_later(),
    };
    let prepared = settle_reservation::prepare(&it, &request).map_err(|refusal| match refusal {
        Refusal::Nothing(_) => nothing_to_settle(snapshot).unwrap_or_else(|error| error),
        other => not_done(&other, snapshot, Side::Supplier),
    })?;
    let settle_reservation::Terms { amount, to } = prepared.terms;
    let paid = money(snapshot.currency, amount);
    let question = format!(
        "Pay {} of reservation {} to the supplier's {}",
        paid.brief(),
        short(address),
        short(&to)
    );
    let (address, currency) = (*address, snapshot.currency);
    Ok(Plan::new(question, prepared.act)
        .after(prepared.setup)
        .shows([
            ("Reservation", address.into()),
            ("Paid", paid),
            ("To", to.into()),
        ])
        .terms([("Payout wallet", it.payout.into())])
        .observing(move |preview| unpaid(preview, &address, currency, &to)))
}

/// Why, and when there will be something.
fn nothing_to_settle(snapshot: &Snapshot) -> anyhow::Result<anyhow::Error> {
    let Snapshot {
        address,
        reservation: it,
        currency,
        now,
        ..
    } = snapshot;
    let next = quote::next_settlement(it, *now)?;
    let why = match next.from.filter(|from| from > now) {
        Some(from) if it.is(Status::Active) => format!(
            "what was used is held back until {}; {} more can be paid each hour after that",
            Cell::Time(from, *now).display(),
            money(*currency, hourly(it, *now)?.unwrap_or(0)).brief()
        ),
        _ => situation(address, it, *now, Side::Supplier)?,
    };
    Ok(CliError::Refused(format!("nothing to settle: {why}")).into())
}

/// What the supplier is owed in spite of a payment: its token account cannot receive.
fn unpaid(
    preview: &Preview,
    address: &Pubkey,
    currency: Currency,
    tokens: &Pubkey,
) -> anyhow::Result<Record> {
    let after = preview.read::<Reservation>(address);
    let owed = after.map_or(Ok(0), |after| after.owed(Payee::Supplier))?;
    if owed == 0 {
        return Ok(Record::new());
    }
    let collect = format!(
        "{tokens} is frozen or not the payout wallet's, so the payment stays in the escrow: withdraw it with \
         `io rent withdraw {address} --to TOKEN_ACCOUNT`, as the payout wallet"
    );
    Ok(vec![
        ("Owed to the supplier", money(currency, owed)),
        ("Not paid", Cell::Text(collect)),
    ])
}

/// Claims to the payout wallet.
pub fn claim(context: &mut Context, options: &Claim) -> anyhow::Result<Report> {
    context.carry_out(|context, _| claiming(context, options))
}

fn claiming<'a>(context: &mut Context, options: &Claim) -> anyhow::Result<Plan<'a>> {
    let address = options.which.found(context)?;
    let wallet = (Wallet::Payout, options.to);
    let supplying = act::supplying(context, &options.which, &address, wallet)?;
    let prepared = claim::prepare(&supplying);
    let prepared = prepared.map_err(|refusal| declined(context, &address, "claim", refusal))?;
    let claim::Terms { amount, to, payout } = prepared.terms;
    let question = format!(
        "Claim {} of supplier {} to {}",
        Cell::Io(amount).brief(),
        short(&address),
        short(&to.tokens)
    );
    Ok(stake::plan(question, prepared)
        .shows([
            ("Supplier", address.into()),
            ("Claimed", Cell::Io(amount)),
            ("To", to.tokens.into()),
        ])
        .terms([("Payout wallet", payout.into())]))
}
