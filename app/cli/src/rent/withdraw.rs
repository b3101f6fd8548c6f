//! `io rent withdraw`.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use io_client::actions::withdraw_owed::{self, Request};

use super::{
    course::Side,
    exit::{not_done, snapshot},
    money,
};
use crate::{
    context::Context,
    parse::address,
    payee,
    plan::{short, Plan},
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

/// Pays what is owed to the signer, as renter or as the supplier's payout wallet.
pub fn withdraw(context: &mut Context, options: &Withdraw) -> anyhow::Result<Report> {
    context.carry_out(|context, _| withdrawing(context, options))
}

fn withdrawing<'a>(context: &mut Context, options: &Withdraw) -> anyhow::Result<Plan<'a>> {
    let snapshot = snapshot(context, &options.reservation)?;
    let request = Request {
        payee: context.me()?,
        to: options.to,
    };
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
