//! `io supplier settle` and `claim`.

use ::marketplace::{
    quote,
    state::{Currency, Payee, Reservation, Status},
};
use anchor_lang::prelude::Pubkey;
use clap::Args;
use io_client::{emissions as client, marketplace, spl};
use io_common::types::Supplier;

use super::Alone;
use crate::{
    context::Context,
    errors::CliError,
    parse::address,
    payee,
    plan::{short, Plan},
    preview::Preview,
    rent::{hourly, money, situation, Side},
    report::{Cell, Record, Report},
    rewards,
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
    /// Token account of the payout wallet that receives, if that signs; the one where wallets look by default
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
    let supplier: Supplier = options.which.read(context, &address)?;
    let claimable = rewards::claimable(context, &supplier, None)?;
    let settle = context.catch_up(&[address])?;
    if settle.is_empty() {
        return Err(CliError::Nothing("settle: the supplier is at the present hour").into());
    }
    let question = format!("Settle the rewards of supplier {}", short(&address));
    let plan = Plan::new(question, settle).shows([
        ("Supplier", address.into()),
        ("Claimable", Cell::Io(claimable.by_supplier)),
    ]);
    Ok(plan)
}

fn settling<'a>(context: &mut Context, address: &Pubkey) -> anyhow::Result<Plan<'a>> {
    let config = context.market()?;
    let it: Reservation = context.read("reservation", address)?;
    let supplier: Supplier = context.read("supplier", &it.supplier)?;
    let now = context.now()?;
    let mut after = it;
    after.settle(now)?;
    let paid = after.owed(Payee::Supplier)?;
    if paid == 0 && !context.send_options.is_for_later() {
        return Err(nothing_to_settle(address, &it, now)?.into());
    }
    let mint = config.mint(it.currency()?);
    let tokens = spl::wallet(&supplier.payout, &mint);
    let create = spl::create_wallet(&context.me()?, &supplier.payout, &mint);
    let settle = marketplace::settle_reservation(address, &it, &tokens);
    let paid = money(it.currency()?, paid);
    let question = format!(
        "Pay {} of reservation {} to the supplier's {}",
        paid.brief(),
        short(address),
        short(&tokens)
    );
    let (address, currency) = (*address, it.currency()?);
    Ok(Plan::new(question, [settle])
        .after([create])
        .shows([
            ("Reservation", address.into()),
            ("Paid", paid),
            ("To", tokens.into()),
            ("Payout wallet", supplier.payout.into()),
        ])
        .observing(move |preview| unpaid(preview, &address, currency, &tokens)))
}

/// Why, and when there will be something.
fn nothing_to_settle(address: &Pubkey, it: &Reservation, now: i64) -> anyhow::Result<CliError> {
    let next = quote::next_settlement(it, now)?;
    let why = match next.from.filter(|from| *from > now) {
        Some(from) if it.is(Status::Active) => format!(
            "what was used is held back until {}; {} more can be paid each hour after that",
            Cell::Time(from, now).display(),
            money(it.currency()?, hourly(it, now)?.unwrap_or(0)).brief()
        ),
        _ => situation(address, it, now, Side::Supplier)?,
    };
    Ok(CliError::Refused(format!("nothing to settle: {why}")))
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
        "{tokens} is frozen or not the payout wallet's, so that it stays in the escrow: withdraw it with \
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
    let (me, address) = (context.me()?, options.which.found(context)?);
    let supplier: Supplier = options.which.read(context, &address)?;
    let claimable = rewards::claimable(context, &supplier, None)?.by_supplier;
    if claimable == 0 {
        return Err(CliError::Nothing("claim").into());
    }
    if options.to.is_some() && me != supplier.payout {
        let reported = format!(
            "only the payout wallet, {}, may name the account that is paid: leave out --to",
            supplier.payout
        );
        return Err(CliError::Usage(reported).into());
    }
    let io = context.io()?;
    let payee = payee::of_owner(context, &supplier.payout, &io, options.to)?;
    let before = context.catch_up(&[address])?;
    let claim = client::claim_supplier(&client::ClaimSupplierAccounts {
        signer: me,
        supplier: address,
        destination: payee.tokens,
    });
    let question = format!(
        "Claim {} of supplier {} to {}",
        Cell::Io(claimable).brief(),
        short(&address),
        short(&payee.tokens)
    );
    Ok(Plan::new(question, [claim])
        .after(before)
        .after(payee.create)
        .shows([
            ("Supplier", address.into()),
            ("Claimed", Cell::Io(claimable)),
            ("To", payee.tokens.into()),
            ("Payout wallet", supplier.payout.into()),
        ]))
}
