//! `io supplier stake`, `unstake` and `withdraw`: the owner's own stake.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use io_client::{emissions as client, spl};
use io_common::types::Supplier;

use super::Which;
use crate::{
    context::Context,
    errors::Failure,
    parse::{
        address,
        amount::{self, Amount},
    },
    report::{Cell, Report},
};

/// What to stake.
#[derive(Args)]
pub struct Stake {
    /// Amount such as 12.5, or ALL of the wallet
    #[arg(value_parser = amount::io_or_all)]
    amount: Amount,
    #[command(flatten)]
    which: Which,
}

/// What to unstake.
#[derive(Args)]
pub struct Unstake {
    /// Amount such as 12.5, or ALL
    #[arg(value_parser = amount::io_or_all)]
    amount: Amount,
    #[command(flatten)]
    which: Which,
}

/// What to withdraw.
#[derive(Args)]
pub struct Withdraw {
    /// Whose tickets: those of an owner of before are paid to it; yours unless given
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    holder: Option<Pubkey>,
    #[command(flatten)]
    which: Which,
}

/// Stakes.
pub fn stake(context: &mut Context, options: &Stake) -> anyhow::Result<Report> {
    let (me, address) = (context.me()?, options.which.address(context)?);
    let supplier: Supplier = context.read("supplier", &address)?;
    let source = context.io_for(me, options.amount.or_all().unwrap_or(0))?;
    let amount = match options.amount {
        Amount::Exact(amount) => amount,
        Amount::All => context.balance(&source)?,
    };
    let before = context.catch_up(&[address])?;
    let stake = client::stake_own(&me, &address, &source, amount);
    let sent = context.send(before, vec![stake], &[])?;
    Ok(sent.report(vec![
        ("Supplier", address.into()),
        ("Staked", Cell::Io(amount)),
        (
            "Own stake",
            Cell::Io(supplier.stake.own.saturating_add(amount)),
        ),
    ]))
}

/// Begins the cooldown.
pub fn unstake(context: &mut Context, options: &Unstake) -> anyhow::Result<Report> {
    let (me, address) = (context.me()?, options.which.address(context)?);
    let supplier: Supplier = context.read("supplier", &address)?;
    let (config, now) = (context.emissions()?, context.now()?);
    let before = context.catch_up(&[address])?;
    let unstake = client::unstake_own(&me, &address, options.amount.or_all());
    let sent = context.send(before, vec![unstake], &[])?;
    let amount = options.amount.or_all().unwrap_or(supplier.stake.own);
    let unlocks_at = now.saturating_add(config.unstake_cooldown);
    Ok(sent.report(vec![
        ("Supplier", address.into()),
        ("Unstaked", Cell::Io(amount)),
        ("Unlocks at", Cell::Time(unlocks_at, now)),
    ]))
}

/// Withdraws what has cooled.
pub fn withdraw(context: &mut Context, options: &Withdraw) -> anyhow::Result<Report> {
    let (me, address) = (context.me()?, options.which.address(context)?);
    let holder = context.or_me(options.holder)?;
    let supplier: Supplier = context.read("supplier", &address)?;
    let now = context.now()?;
    let theirs = supplier.stake.own_tickets.iter();
    let theirs = theirs.filter(|ticket| ticket.amount > 0 && ticket.holder == holder);
    let cooled: u64 = theirs
        .filter(|ticket| ticket.unlocks_at <= now)
        .fold(0, |sum, ticket| sum.saturating_add(ticket.amount));
    if cooled == 0 {
        return Err(Failure::Nothing("withdraw: no own stake has cooled").into());
    }
    let io = context.io()?;
    let wallet = spl::wallet(&holder, &io);
    let before = vec![spl::create_wallet(&me, &holder, &io)];
    let withdraw = client::withdraw_own(&me, &address, &holder, &wallet);
    let sent = context.send(before, vec![withdraw], &[])?;
    Ok(sent.report(vec![
        ("Supplier", address.into()),
        ("Cooled", Cell::Io(cooled)),
        ("To", wallet.into()),
    ]))
}
