//! `io stake delegate`, `unstake`, `cancel`, `withdraw`, `redelegate` and `close`.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use clap::Args;
use emissions::state::{Delegation, Redelegation};
use io_client::{emissions as client, spl};
use io_common::types::Supplier;

use crate::{
    amounts,
    context::Context,
    errors::Failure,
    output::Form,
    parse::{
        address,
        amount::{self, Amount},
        count,
    },
    report::{Cell, Record, Report},
    rewards,
};

/// What to delegate.
#[derive(Args)]
pub struct Delegate {
    /// The supplier
    #[arg(value_parser = address)]
    supplier: Pubkey,
    /// Amount such as 12.5, or ALL of the wallet
    #[arg(value_parser = amount::io_or_all)]
    amount: Amount,
}

/// What to unstake.
#[derive(Args)]
pub struct Unstake {
    /// The supplier
    #[arg(value_parser = address)]
    supplier: Pubkey,
    /// Amount such as 12.5, or ALL, with what open slashes hold of active stake
    #[arg(value_parser = amount::io_or_all)]
    amount: Amount,
}

/// Which ticket to take back.
#[derive(Args)]
pub struct Cancel {
    /// The supplier
    #[arg(value_parser = address)]
    supplier: Pubkey,
    /// Place of the ticket, as `io stake status` shows it
    #[arg(value_parser = count::number::<u8>)]
    ticket: u8,
}

/// With whom.
#[derive(Args)]
pub struct With {
    /// The supplier
    #[arg(value_parser = address)]
    supplier: Pubkey,
}

/// From whom to whom.
#[derive(Args)]
pub struct Redelegate {
    /// The supplier that the stake leaves
    #[arg(value_parser = address)]
    from: Pubkey,
    /// The supplier that it goes to
    #[arg(value_parser = address)]
    to: Pubkey,
    /// Amount such as 12.5, or ALL, when it is asked for
    #[arg(value_parser = amount::io_or_all, default_value = "ALL")]
    amount: Amount,
    /// Take the request back instead
    #[arg(long)]
    cancel: bool,
}

/// The signer's delegation as it stands once it has followed the slashes of its supplier, with what brings it there.
pub fn mine(
    context: &mut Context,
    supplier: &Pubkey,
) -> anyhow::Result<(Pubkey, Delegation, Vec<Instruction>)> {
    let me = context.me()?;
    let address = client::delegation_address(supplier, &me);
    let mut delegation = context.read("delegation of yours", &address)?;
    let mut before = context.catch_up(&[*supplier])?;
    let followed = context.followed(&mut delegation)?;
    before.extend(followed.iter().map(|slash| client::apply_slash(slash, &me)));
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
        before.extend(context.follow(&supplier, &me)?);
    }
    let delegate = client::delegate(&me, &supplier, &source, amount);
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

/// Begins the cooldown; of all also that of what open slashes hold.
pub fn unstake(context: &mut Context, options: &Unstake) -> anyhow::Result<Report> {
    let (me, delegation, before) = mine(context, &options.supplier)?;
    let (config, now) = (context.emissions()?, context.now()?);
    let amount = options.amount.or_all();
    let mut acts = Vec::new();
    if amount.is_some() || delegation.active > 0 {
        acts.push(client::unstake(&me, &options.supplier, amount));
    }
    let mut held = 0_u64;
    if amount.is_none() {
        for slash in context.slashes(&options.supplier)? {
            let mut all = delegation.held.iter();
            let place = all.find(|held| slash.is_shared() && held.slash == slash.opened);
            if let Some(place) = place.filter(|held| held.active > 0) {
                held = held.saturating_add(place.active);
                acts.push(client::unstake_held(&me, &slash));
            }
        }
    }
    if acts.is_empty() {
        return Err(Failure::Nothing("unstake").into());
    }
    let sent = context.send(before, acts, &[])?;
    let unlocks_at = now.saturating_add(config.unstake_cooldown);
    Ok(sent.report(vec![
        ("Supplier", options.supplier.into()),
        ("Unstaked", Cell::Io(amount.unwrap_or(delegation.active))),
        ("Held by slashes", Cell::Io(held)),
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

/// What of a delegation can be withdrawn at `now`, once it has followed the slashes of its supplier.
pub fn withdrawable(delegation: &Delegation, now: i64) -> u64 {
    let tickets = delegation.tickets.iter();
    let unlocked = tickets.filter(|ticket| ticket.is_unlocked(now));
    unlocked.fold(0, |sum, ticket| sum.saturating_add(ticket.amount))
}

/// Withdraws what has cooled.
pub fn withdraw(context: &mut Context, options: &With) -> anyhow::Result<Report> {
    let (me, delegation, mut before) = mine(context, &options.supplier)?;
    let cooled = withdrawable(&delegation, context.now()?);
    if cooled == 0 {
        return Err(Failure::Nothing("withdraw: no stake has cooled").into());
    }
    let io = context.io()?;
    let wallet = spl::wallet(&me, &io);
    before.push(spl::create_wallet(&me, &me, &io));
    let withdraw = client::withdraw(&me, &options.supplier, &wallet);
    let sent = context.send(before, vec![withdraw], &[])?;
    Ok(sent.report(vec![
        ("Supplier", options.supplier.into()),
        ("Withdrawn", Cell::Io(cooled)),
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
    before.extend(context.follow(&from, &me)?);
    if context
        .account(&client::delegation_address(&to, &me))?
        .is_none()
    {
        before.push(client::open_delegation(&me, &to));
    } else {
        before.extend(context.follow(&to, &me)?);
    }
    let redelegate = client::redelegate(&me, &from, &to);
    Ok(context
        .send(before, vec![redelegate], &[])?
        .report(route("moved")))
}
