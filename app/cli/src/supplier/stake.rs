//! `io supplier stake`, `unstake` and `withdraw`: the owner's own stake.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use emissions::quote::{self, Unstaking};
use io_client::emissions as client;
use io_common::types::Supplier;

use super::{Alone, SupplierArg};
use crate::{
    context::Context,
    errors::CliError,
    parse::{
        address,
        amount::{self, Amount},
    },
    payee,
    plan::{short, Plan},
    report::{Cell, Report},
    rewards,
    stake::not_cooled,
};

/// What to stake.
#[derive(Args)]
pub struct Stake {
    /// Amount such as 12.5, or ALL of the wallet
    #[arg(value_parser = amount::io_or_all)]
    amount: Amount,
    #[command(flatten)]
    which: SupplierArg,
}

/// What to unstake.
#[derive(Args)]
pub struct Unstake {
    /// Amount such as 12.5, or ALL
    #[arg(value_parser = amount::io_or_all)]
    amount: Amount,
    #[command(flatten)]
    which: SupplierArg,
}

/// What to withdraw.
#[derive(Args)]
pub struct Withdraw {
    /// Whose unstake requests to withdraw (a former owner's are paid to that owner); yours by default
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    holder: Option<Pubkey>,
    /// Token account of the holder that receives; its wallet's by default
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    to: Option<Pubkey>,
    #[command(flatten)]
    which: Alone,
}

/// Stakes.
pub fn stake(context: &mut Context, options: &Stake) -> anyhow::Result<Report> {
    context.carry_out(|context, _| staking(context, options))
}

fn staking<'a>(context: &mut Context, options: &Stake) -> anyhow::Result<Plan<'a>> {
    let (me, address) = (context.me()?, options.which.owned(context)?);
    let supplier: Supplier = options.which.read(context, &address)?;
    let source = context.io_for(me, options.amount.or_all().unwrap_or(0))?;
    let amount = match options.amount {
        Amount::Exact(amount) => amount,
        Amount::All => context.balance(&source)?,
    };
    let (before, now) = (context.catch_up(&[address])?, context.now()?);
    let cooldown = context.emissions()?.unstake_cooldown;
    let stake = client::stake_own(
        &client::StakeOwnAccounts {
            owner: me,
            supplier: address,
            source,
        },
        amount,
    );
    let question = format!(
        "Stake {} of your own with supplier {}",
        Cell::Io(amount).brief(),
        short(&address)
    );
    let gpus = supplier.attestation.live_gpus(now);
    let required = match gpus {
        0 => Cell::text("depends on the GPUs the council attests; see io supplier plan"),
        gpus => Cell::Io(supplier.attestation.required_stake(gpus)?),
    };
    let plan = Plan::new(question, [stake]).after(before).shows([
        ("Supplier", address.into()),
        ("Staked", Cell::Io(amount)),
        ("Own stake", Cell::Io(supplier.stake.own)),
        (
            "Own stake after",
            Cell::Io(supplier.stake.own.saturating_add(amount)),
        ),
        ("Required stake", required),
        ("Cooldown", Cell::Seconds(cooldown.unsigned_abs())),
    ]);
    let next = match gpus {
        0 => "the council attests your GPUs: `io supplier show` says how many, then `io offer create`",
        _ => "io supplier show",
    };
    Ok(plan.next(next))
}

/// Begins the cooldown, and shows what that does to units and rewards.
pub fn unstake(context: &mut Context, options: &Unstake) -> anyhow::Result<Report> {
    context.carry_out(|context, _| unstaking(context, options))
}

fn unstaking<'a>(context: &mut Context, options: &Unstake) -> anyhow::Result<Plan<'a>> {
    let (me, address) = (context.me()?, options.which.owned(context)?);
    let supplier: Supplier = options.which.read(context, &address)?;
    let (config, now) = (context.emissions()?, context.now()?);
    let before = context.catch_up(&[address])?;
    let unstake = client::unstake_own(&me, &address, options.amount.or_all());
    let amount = match options.amount.or_all() {
        Some(amount) => amount,
        None => supplier.stake.own_free()?,
    };
    let free = supplier.stake.own_free()?;
    if amount > free {
        return Err(CliError::Usage(format!(
            "{} are more than your own stake that no slash holds, {}: give at most that, or ALL",
            Cell::Io(amount).brief(),
            Cell::Io(free).brief()
        ))
        .into());
    }
    let unlocks_at = now.saturating_add(config.unstake_cooldown);
    let unstaking = Unstaking::Own(amount);
    let [hour, after] = rewards::unstaking_effect(context, &supplier, unstaking)?;
    let gpus = supplier.attestation.live_gpus(now);
    let question = format!(
        "Unstake {} of your own from supplier {}",
        Cell::Io(amount).brief(),
        short(&address)
    );
    let plan = Plan::new(question, [unstake])
        .after(before)
        .shows([
            ("Supplier", address.into()),
            ("Unstaked", Cell::Io(amount)),
            ("Unlocks at", Cell::Time(unlocks_at, now)),
            ("Own stake", Cell::Io(supplier.stake.own)),
            (
                "Own stake after",
                Cell::Io(supplier.stake.own.saturating_sub(amount)),
            ),
            (
                "Required stake",
                Cell::Io(supplier.attestation.required_stake(gpus)?),
            ),
            (
                "Units",
                Cell::Units(quote::units_after(&supplier, Unstaking::Own(0), now)?),
            ),
            (
                "Units after",
                Cell::Units(quote::units_after(&supplier, unstaking, now)?),
            ),
            ("Owner per hour", Cell::Io(hour.owner)),
            ("Owner per hour after", Cell::Io(after.owner)),
            ("Stakers per hour", Cell::Io(hour.stakers)),
            ("Stakers per hour after", Cell::Io(after.stakers)),
        ])
        .next(format!(
            "io supplier withdraw --supplier {address}, from {} on",
            Cell::Time(unlocks_at, now).brief()
        ));
    Ok(plan)
}

/// Withdraws what has cooled.
pub fn withdraw(context: &mut Context, options: &Withdraw) -> anyhow::Result<Report> {
    context.carry_out(|context, _| withdrawing(context, options))
}

fn withdrawing<'a>(context: &mut Context, options: &Withdraw) -> anyhow::Result<Plan<'a>> {
    let (me, address) = (context.me()?, options.which.owned(context)?);
    let holder = context.or_me(options.holder)?;
    let supplier: Supplier = options.which.read(context, &address)?;
    let now = context.now()?;
    let theirs = || {
        let all = supplier.stake.own_unstake_requests.iter();
        all.filter(|unstake_request| unstake_request.amount > 0 && unstake_request.holder == holder)
    };
    let (mut cooled, mut held) = (0_u64, 0_u64);
    for unstake_request in theirs().filter(|unstake_request| unstake_request.unlocks_at <= now) {
        cooled = cooled.saturating_add(unstake_request.amount);
        held = held.saturating_add(unstake_request.held);
    }
    if cooled == 0 {
        let cooling =
            theirs().map(|unstake_request| (unstake_request.unlocks_at, unstake_request.amount));
        return Err(not_cooled("own stake", cooling, now).into());
    }
    let io = context.io()?;
    let payee = payee::of_owner(context, &holder, &io, options.to)?;
    let withdraw = client::withdraw_own(&client::WithdrawOwnAccounts {
        signer: me,
        supplier: address,
        holder,
        destination: payee.tokens,
    });
    let paid = cooled.saturating_sub(held);
    let question = format!(
        "Withdraw {} of supplier {} to {}",
        Cell::Io(paid).brief(),
        short(&address),
        short(&payee.tokens)
    );
    let plan = Plan::new(question, [withdraw]).after(payee.create).shows([
        ("Supplier", address.into()),
        ("Cooled", Cell::Io(cooled)),
        ("Held by slashes", Cell::Io(held)),
        ("Paid", Cell::Io(paid)),
        ("To", payee.tokens.into()),
        ("Its owner", payee.owner.into()),
    ]);
    Ok(plan)
}
