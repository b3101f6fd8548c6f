//! `io supplier settle` and `claim`.

use ::marketplace::{quote, state::Reservation};
use anchor_lang::prelude::Pubkey;
use clap::Args;
use io_client::{emissions as client, marketplace, spl};
use io_common::types::Supplier;

use super::Which;
use crate::{
    context::Context,
    errors::Failure,
    parse::address,
    rent::money,
    report::{Cell, Report},
    rewards,
};

/// What to settle.
#[derive(Args)]
pub struct Settle {
    #[command(flatten)]
    which: Which,
    /// Pay the metered time of this reservation instead
    #[arg(long, value_name = "ADDRESS", conflicts_with_all = ["supplier", "sequence"], value_parser = address)]
    reservation: Option<Pubkey>,
}

/// Settles rewards, or pays a reservation's metered time.
pub fn settle(context: &mut Context, options: &Settle) -> anyhow::Result<Report> {
    if let Some(address) = options.reservation {
        return settle_reservation(context, &address);
    }
    let address = options.which.address(context)?;
    let supplier: Supplier = context.read("supplier", &address)?;
    let claimable = rewards::claimable(context, &supplier, None)?;
    let settle = context.catch_up(&[address])?;
    if settle.is_empty() {
        return Err(Failure::Nothing("settle: the supplier is at the present hour").into());
    }
    let sent = context.send(settle, Vec::new(), &[])?;
    Ok(sent.report(vec![
        ("Supplier", address.into()),
        ("Claimable", Cell::Io(claimable.by_supplier)),
    ]))
}

fn settle_reservation(context: &mut Context, address: &Pubkey) -> anyhow::Result<Report> {
    let config = context.market()?;
    let it: Reservation = context.read("reservation", address)?;
    let supplier: Supplier = context.read("supplier", &it.supplier)?;
    let due = quote::next_settlement(&it, context.now()?)?;
    let mint = config.mint(it.currency());
    let tokens = spl::wallet(&supplier.payout, &mint);
    let create = spl::create_wallet(&context.me()?, &supplier.payout, &mint);
    let settle = marketplace::settle(address, &it, &tokens);
    let sent = context.send(vec![create], vec![settle], &[])?;
    Ok(sent.report(vec![
        ("Reservation", (*address).into()),
        ("Paid", money(it.currency(), due.amount)),
        ("To", tokens.into()),
    ]))
}

/// Claims to the payout wallet.
pub fn claim(context: &mut Context, which: &Which) -> anyhow::Result<Report> {
    let (me, address) = (context.me()?, which.address(context)?);
    let supplier: Supplier = context.read("supplier", &address)?;
    let claimable = rewards::claimable(context, &supplier, None)?.by_supplier;
    if claimable == 0 {
        return Err(Failure::Nothing("claim").into());
    }
    let io = context.io()?;
    let wallet = spl::wallet(&supplier.payout, &io);
    let mut before = context.catch_up(&[address])?;
    before.push(spl::create_wallet(&me, &supplier.payout, &io));
    let claim = client::claim_supplier(&me, &address, &wallet);
    let sent = context.send(before, vec![claim], &[])?;
    Ok(sent.report(vec![
        ("Supplier", address.into()),
        ("Claimed", Cell::Io(claimable)),
        ("To", wallet.into()),
    ]))
}
