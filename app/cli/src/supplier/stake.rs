//! `io supplier stake`, `unstake` and `withdraw`: the owner's own stake.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use io_client::actions::supplying::{stake_own, unstake_own, withdraw_own, Wallet};

use super::{
    act::{self, declined},
    Alone, SupplierArg,
};
use crate::{
    context::Context,
    parse::{
        address,
        amount::{self, Amount},
    },
    plan::{short, Plan},
    report::{Cell, Report},
    stake,
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
    let (me, address) = (context.me()?, options.which.owned(context)?);
    let amount = match options.amount {
        Amount::Exact(amount) => amount,
        Amount::All => {
            let source = context.io_for(me, 0)?;
            context.balance(&source)?
        }
    };
    context.carry_out(|context, _| staking(context, options, address, amount))
}

fn staking<'a>(
    context: &mut Context,
    options: &Stake,
    address: Pubkey,
    amount: u64,
) -> anyhow::Result<Plan<'a>> {
    let wallet = (Wallet::Of(context.me()?), None);
    let supplying = act::supplying(context, &options.which, &address, wallet)?;
    let prepared = stake_own::prepare(&supplying, amount);
    let prepared = prepared.map_err(|refusal| declined(context, &address, "stake", refusal))?;
    let own = prepared.terms.own;
    let cooldown = Cell::Seconds(own.cooldown.unsigned_abs());
    let question = format!(
        "Stake {} of your own with supplier {}; it comes back {} after you unstake",
        Cell::Io(amount).brief(),
        short(&address),
        cooldown.display()
    );
    let required = own.required.map_or_else(
        || Cell::text("depends on the GPUs the council attests; see io supplier plan"),
        Cell::Io,
    );
    let next = match own.required {
        None => "the council attests your GPUs: `io supplier show` says how many, then `io offer create`",
        Some(_) => "io supplier show",
    };
    let plan = stake::plan(question, prepared)
        .shows([("Supplier", address.into()), ("Staked", Cell::Io(amount))])
        .shows(act::own(&own))
        .terms([("Required stake", required)])
        .terms(act::subject(&own))
        .shows(act::effect(&own))
        .next(next);
    Ok(plan)
}

/// Begins the cooldown, and shows what that does to units and rewards.
pub fn unstake(context: &mut Context, options: &Unstake) -> anyhow::Result<Report> {
    context.carry_out(|context, _| unstaking(context, options))
}

fn unstaking<'a>(context: &mut Context, options: &Unstake) -> anyhow::Result<Plan<'a>> {
    let (me, address) = (context.me()?, options.which.owned(context)?);
    let wallet = (Wallet::Of(me), None);
    let supplying = act::supplying(context, &options.which, &address, wallet)?;
    let prepared = unstake_own::prepare(&supplying, options.amount.or_all());
    let prepared = prepared.map_err(|refusal| declined(context, &address, "unstake", refusal))?;
    let unstake_own::Terms {
        amount,
        unlocks_at,
        own,
    } = prepared.terms;
    let now = supplying.clock.now;
    let question = format!(
        "Unstake {} of your own from supplier {}; it can be withdrawn from {} on",
        Cell::Io(amount).brief(),
        short(&address),
        Cell::Time(unlocks_at, now).brief()
    );
    let required = Cell::Io(own.required.unwrap_or(0));
    let plan = stake::plan(question, prepared)
        .shows([("Supplier", address.into())])
        .terms([("Unstaked", Cell::Io(amount))])
        .terms(act::subject(&own))
        .terms([("Required stake", required)])
        .shows([("Unlocks at", Cell::Time(unlocks_at, now))])
        .shows(act::own(&own))
        .shows(act::effect(&own))
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
    let address = options.which.owned(context)?;
    let holder = context.or_me(options.holder)?;
    let wallet = (Wallet::Of(holder), options.to);
    let supplying = act::supplying(context, &options.which, &address, wallet)?;
    let prepared = withdraw_own::prepare(&supplying, &holder);
    let prepared = prepared.map_err(|refusal| declined(context, &address, "withdraw", refusal))?;
    let withdraw_own::Terms {
        cooled,
        held,
        paid,
        to,
    } = prepared.terms;
    let question = format!(
        "Withdraw {} of supplier {} to {}",
        Cell::Io(paid).brief(),
        short(&address),
        short(&to.tokens)
    );
    let plan = stake::plan(question, prepared)
        .shows([("Supplier", address.into()), ("Cooled", Cell::Io(cooled))])
        .terms([
            ("Held by slashes", Cell::Io(held)),
            ("Paid", Cell::Io(paid)),
        ])
        .shows([("To", to.tokens.into()), ("Its owner", to.owner.into())]);
    Ok(plan)
}
