//! `io rent withdraw`.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use io_client::actions::{
    snapshot::Snapshot,
    withdraw_owed::{self, Request},
};
use marketplace::state::Reservation;

use super::{
    course::Side,
    exit::{not_done, snapshot},
    money,
};
use crate::{
    context::Context,
    errors::CliError,
    parse::address,
    payee,
    plan::{short, Plan},
    refusals::unread,
    report::Report,
};

/// Where to.
#[derive(Args)]
pub struct Withdraw {
    /// The reservation
    #[arg(value_parser = address)]
    reservation: Pubkey,
    /// Token account that receives; yours by default
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    to: Option<Pubkey>,
}

/// Pays what is owed to the signer, as payer or as the supplier's payout wallet.
pub fn withdraw(context: &mut Context, options: &Withdraw) -> anyhow::Result<Report> {
    context.carry_out(|context, _| withdrawing(context, options))
}

fn withdrawing<'a>(context: &mut Context, options: &Withdraw) -> anyhow::Result<Plan<'a>> {
    let snapshot = snapshot(context, &options.reservation)?;
    let request = Request {
        payee: context.me()?,
        to: options.to,
    };
    let it = &snapshot.reservation;
    if request.payee == it.renter && request.payee != it.payer {
        not_the_payer(context, &snapshot)?;
    }
    let prepared = withdraw_owed::prepare(&snapshot, &request);
    let prepared = prepared.map_err(|error| not_done(&error, &snapshot, Side::Renter))?;
    let withdraw_owed::Terms { amount, to } = prepared.terms;
    let owner = payee::owner(context, &request.payee, &snapshot.mint, options.to)?;
    let amount = money(snapshot.currency, amount);
    let question = format!(
        "Withdraw {} of reservation {} to {}",
        amount.brief(),
        short(&snapshot.address),
        short(&to)
    );
    Ok(Plan::new(question, prepared.act)
        .after(prepared.setup)
        .shows([("Reservation", snapshot.address.into())])
        .terms([("Withdrawn", amount)])
        .shows([("To", to.into())])
        .terms([("Its owner", owner.into())]))
}

/// Refuses a renter who does not pay, unless it is also the payout wallet of the supplier.
fn not_the_payer(context: &mut Context, snapshot: &Snapshot) -> anyhow::Result<()> {
    let Reservation { renter, payer, .. } = snapshot.reservation;
    let supplier = snapshot.supplier(context.network);
    let supplier = supplier.map_err(|error| unread(context, error))?;
    match supplier.is_some_and(|it| it.payout == renter) {
        true => Ok(()),
        false => Err(CliError::Usage(format!(
            "refunds go to {payer}, who paid, not to the renter: give its key with -k"
        ))
        .into()),
    }
}
