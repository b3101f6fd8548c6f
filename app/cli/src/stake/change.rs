//! `io stake delegate`, `unstake`, `cancel`, `withdraw`, `redelegate` and `close`.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use clap::Args;
use emissions::{
    quote::{self, Unlock},
    state::{Delegation, Redelegation},
};
use io_client::{emissions as client, spl};
use io_common::types::Supplier;

use crate::{
    amounts::{self, Amount},
    context::Context,
    errors::Failure,
    report::{Cell, Form, Record, Report},
    rewards,
};

/// What to delegate.
#[derive(Args)]
pub struct Delegate {
    /// The supplier
    supplier: Pubkey,
    /// Amount such as 12.5, or ALL of the wallet
    amount: Amount,
    /// Join a supplier even while a slash of it is open
    #[arg(long)]
    accept_open_slash: bool,
}

/// What to unstake.
#[derive(Args)]
pub struct Unstake {
    /// The supplier
    supplier: Pubkey,
    /// Amount such as 12.5, or ALL, which is counted on the chain
    amount: Amount,
}

/// Which ticket to take back.
#[derive(Args)]
pub struct Cancel {
    /// The supplier
    supplier: Pubkey,
    /// Place of the ticket, as `io stake status` shows it
    ticket: u8,
}

/// With whom.
#[derive(Args)]
pub struct With {
    /// The supplier
    supplier: Pubkey,
}

/// From whom to whom.
#[derive(Args)]
pub struct Redelegate {
    /// The supplier that the stake leaves
    from: Pubkey,
    /// The supplier that it goes to
    to: Pubkey,
    /// Amount such as 12.5, or ALL, when it is asked for
    #[arg(default_value = "ALL")]
    amount: Amount,
    /// Join a supplier even while a slash of it is open
    #[arg(long)]
    accept_open_slash: bool,
    /// Take the request back instead
    #[arg(long)]
    cancel: bool,
}

/// The signer's delegation, with what carries it into the present generation of shares.
pub fn mine(
    context: &mut Context,
    supplier: &Pubkey,
) -> anyhow::Result<(Pubkey, Delegation, Vec<Instruction>)> {
    let me = context.me()?;
    let address = client::delegation_address(supplier, &me);
    let delegation = context.read("delegation of yours", &address)?;
    let mut before = context.catch_up(&[*supplier])?;
    before.extend(context.carry(supplier, &me)?);
    Ok((me, delegation, before))
}

/// Delegates, and opens the delegation if there is none.
pub fn delegate(context: &mut Context, options: &Delegate) -> anyhow::Result<Report> {
    let (me, supplier) = (context.me()?, options.supplier);
    let it = context.read::<Supplier>("supplier", &supplier)?;
    let source = context.io_for(me, options.amount.or_all().unwrap_or(0))?;
    let amount = match options.amount {
        Amount::Exact(amount) => amount,
        Amount::All => context.balance(&source)?,
    };
    let room = it.delegation_room()?;
    if amount > room {
        return Err(Failure::Usage(format!(
            "{} IO are more than may be delegated to this supplier: its owner leaves room for {} IO",
            amounts::io(amount),
            amounts::io(room)
        ))
        .into());
    }
    let effect = effect(context, &it, amount)?;
    eprintln!("{}", Report::fields(effect.clone()).to_text(Form::Display));
    let mut before = context.catch_up(&[supplier])?;
    let address = client::delegation_address(&supplier, &me);
    if context.find::<Delegation>(&address)?.is_none() {
        before.push(client::open_delegation(&me, &supplier));
    } else {
        before.extend(context.carry(&supplier, &me)?);
    }
    let accept = options.accept_open_slash;
    let delegate = client::delegate(&me, &supplier, &source, amount, accept);
    let sent = context.send(before, vec![delegate], &[])?;
    let mut record = vec![
        ("Supplier", supplier.into()),
        ("Delegation", address.into()),
        ("Delegated", Cell::Io(amount)),
    ];
    record.extend(effect);
    Ok(sent.report(record))
}

/// What a delegation does to the owner and to all stakers of the supplier together.
fn effect(context: &mut Context, supplier: &Supplier, amount: u64) -> anyhow::Result<Record> {
    let [before, after] = rewards::delegation_effect(context, supplier, amount)?;
    Ok(vec![
        ("Owner per hour", Cell::Io(before.owner)),
        ("Owner per hour after", Cell::Io(after.owner)),
        ("Stakers per hour", Cell::Io(before.stakers)),
        ("Stakers per hour after", Cell::Io(after.stakers)),
    ])
}

/// Begins the cooldown.
pub fn unstake(context: &mut Context, options: &Unstake) -> anyhow::Result<Report> {
    let (me, _, before) = mine(context, &options.supplier)?;
    let (config, now) = (context.emissions()?, context.now()?);
    let unstake = client::unstake(&me, &options.supplier, options.amount.or_all());
    let sent = context.send(before, vec![unstake], &[])?;
    let unlocks_at = now.saturating_add(config.unstake_cooldown);
    let amount = options.amount.or_all();
    Ok(sent.report(vec![
        ("Supplier", options.supplier.into()),
        ("Unstaked", amount.map_or(Cell::text("all"), Cell::Io)),
        ("Unlocks at", Cell::Time(unlocks_at, now)),
    ]))
}

/// Takes a ticket back.
pub fn cancel(context: &mut Context, options: &Cancel) -> anyhow::Result<Report> {
    let (me, _, before) = mine(context, &options.supplier)?;
    let cancel = client::cancel_ticket(&me, &options.supplier, options.ticket);
    let sent = context.send(before, vec![cancel], &[])?;
    Ok(sent.report(vec![
        ("Supplier", options.supplier.into()),
        ("Ticket", Cell::count(options.ticket)),
    ]))
}

/// What of a delegation could be withdrawn at `now`.
pub fn withdrawable(unlocks: &[Unlock], now: i64) -> u64 {
    let due = unlocks.iter().filter(|unlock| unlock.unlocks_at <= now);
    due.fold(0, |sum, unlock| {
        sum.saturating_add(unlock.amount.saturating_sub(unlock.held_back))
    })
}

/// Withdraws what has cooled.
pub fn withdraw(context: &mut Context, options: &With) -> anyhow::Result<Report> {
    let (me, delegation, mut before) = mine(context, &options.supplier)?;
    let supplier: Supplier = context.read("supplier", &options.supplier)?;
    let now = context.now()?;
    // Shares of an earlier generation are valued by the program, once they are carried.
    let cooled = match quote::unlocks(&supplier, &delegation) {
        Ok(unlocks) => Some(withdrawable(&unlocks, now)),
        Err(_) => None,
    };
    if cooled == Some(0) {
        return Err(Failure::Nothing("withdraw: no stake has cooled").into());
    }
    let io = context.io()?;
    let wallet = spl::wallet(&me, &io);
    before.push(spl::create_wallet(&me, &me, &io));
    let withdraw = client::withdraw(&me, &options.supplier, &wallet);
    let sent = context.send(before, vec![withdraw], &[])?;
    Ok(sent.report(vec![
        ("Supplier", options.supplier.into()),
        ("Withdrawn", cooled.map_or(Cell::None, Cell::Io)),
        ("To", wallet.into()),
    ]))
}

/// Closes; the rent goes to the staker.
pub fn close(context: &mut Context, options: &With) -> anyhow::Result<Report> {
    let (me, delegation, before) = mine(context, &options.supplier)?;
    let io = context.io()?;
    let wallet = spl::wallet(&me, &io);
    let create = spl::create_wallet(&me, &me, &io);
    let close = client::close_delegation(&me, &options.supplier, &wallet);
    let sent = context.send(before, vec![create, close], &[])?;
    Ok(sent.report(vec![
        ("Supplier", options.supplier.into()),
        ("Paid", Cell::Io(delegation.owed)),
    ]))
}

/// Asks to move, or moves what was asked for.
pub fn redelegate(context: &mut Context, options: &Redelegate) -> anyhow::Result<Report> {
    let (me, _, before) = mine(context, &options.from)?;
    let (from, to, now) = (options.from, options.to, context.now()?);
    context.read::<Supplier>("supplier", &to)?;
    let delegation = client::delegation_address(&from, &me);
    let request = client::redelegation_address(&delegation, &to);
    let found: Option<Redelegation> = context.find(&request)?;
    let route = |stage| {
        vec![
            ("From", from.into()),
            ("To", to.into()),
            ("Stage", Cell::text(stage)),
        ]
    };
    if options.cancel {
        let cancel = client::cancel_redelegation(&me, &from, &to);
        return Ok(context
            .send(Vec::new(), vec![cancel], &[])?
            .report(route("cancelled")));
    }
    let Some(request) = found else {
        let amount = options.amount.or_all();
        let ask = client::request_redelegation(&me, &from, &to, amount);
        let ready = now.saturating_add(emissions::constants::REDELEGATION_DELAY);
        let mut record = route("asked for");
        record.push(("Ready at", Cell::Time(ready, now)));
        return Ok(context.send(before, vec![ask], &[])?.report(record));
    };
    if now < request.ready_at {
        let wait = crate::duration::display(now.abs_diff(request.ready_at));
        return Err(Failure::Refused(format!(
            "stake moves a day after it was asked for: send this again in {wait}"
        ))
        .into());
    }
    let mut before = context.catch_up(&[from, to])?;
    before.extend(context.carry(&from, &me)?);
    if context
        .account(&client::delegation_address(&to, &me))?
        .is_none()
    {
        before.push(client::open_delegation(&me, &to));
    } else {
        before.extend(context.carry(&to, &me)?);
    }
    let redelegate = client::redelegate(&me, &from, &to, options.accept_open_slash);
    Ok(context
        .send(before, vec![redelegate], &[])?
        .report(route("moved")))
}
