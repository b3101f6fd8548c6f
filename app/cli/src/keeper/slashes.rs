//! Proposes slashes for recorded breaches, executes those due, ends lapsed ones, and makes delegations follow ended slashes so that
//! their accounts can close.

use anchor_lang::prelude::Pubkey;
use emissions::state::{slashing, Delegation, Slash};
use io_client::{emissions as client, layout::place, marketplace::supplier_usage_address, Match};
use io_common::{
    constants::ONE_IO,
    types::{Supplier, SupplierUsage},
};

use super::{Action, Log, Work};
use crate::{context::Context, slash};

/// Slashes ended here are followed in the next round.
pub fn serve(context: &mut Context, log: &mut Log) -> anyhow::Result<()> {
    let now = context.now()?;
    let all = context.all::<Slash>()?;
    for (address, slash) in &all {
        let ending = slash::ending(context, slash, now)?;
        let address = *address;
        let action = Action::new("end", format!("slash {address}"));
        let work = Work::new(action, ending).while_due(move |context| {
            let slash = context.find::<Slash>(&address)?;
            Ok(slash.is_some_and(|it| it.is_open()))
        });
        log.send(context, work)?;
    }
    let ended = all.into_iter().filter(|(_, it)| !it.is_open());
    for (address, slash) in ended {
        follow(context, log, address, slash)?;
    }
    propose(context, log)
}

/// Makes the delegations follow it for which it is the next slash.
fn follow(
    context: &mut Context,
    log: &mut Log,
    address: Pubkey,
    slash: Slash,
) -> anyhow::Result<()> {
    let theirs = Match::new(place!(Delegation, supplier), slash.supplier);
    let mut all = Vec::new();
    for (delegation, it) in context.all_where::<Delegation>(&[theirs])? {
        let has_it_next = move |mut it: Delegation| it.apply(&mut { slash }).is_ok();
        if !has_it_next(it) {
            continue;
        }
        let action = Action::new("apply", format!("slash {address} to {delegation}"));
        let apply = client::apply_slash(&slash, &it.staker);
        all.push(Work::new(action, vec![apply]).while_due(move |context| {
            let now = context.find::<Delegation>(&delegation)?;
            Ok(now.is_some_and(has_it_next))
        }));
    }
    log.send_all(context, all)
}

/// Proposes slashes of at least one IO for recorded breaches. Each needs an account, whose rent comes back.
fn propose(context: &mut Context, log: &mut Log) -> anyhow::Result<()> {
    let usages = context.all::<SupplierUsage>()?;
    let breached = usages.into_iter().filter(|(_, it)| it.breached > 0);
    let breached: Vec<SupplierUsage> = breached.map(|(_, it)| it).collect();
    if breached.is_empty() {
        return Ok(());
    }
    let suppliers = context.find_all::<Supplier>(breached.iter().map(|it| it.supplier))?;
    let (me, most) = (context.me()?, context.emissions()?.max_slash_bps);
    for (address, supplier) in suppliers {
        let usage = breached.iter().find(|it| it.supplier == address);
        let is_due = move |usage: Option<&SupplierUsage>, supplier: &Supplier| {
            let breached = usage.map_or(0, |it| it.breached);
            let due = breached.saturating_sub(supplier.slashes.breached);
            let room = slashing::room(supplier, most).unwrap_or_default();
            let own = slashing::free_own(&supplier.stake).unwrap_or_default();
            due.min(room).min(own) >= ONE_IO
        };
        if !is_due(usage, &supplier) {
            continue;
        }
        let number = supplier.slashes.breach_count;
        let action = Action::new("propose", format!("slash of {address} for a breach"));
        let propose = client::propose_breach_slash(&me, &address, number);
        let work = Work::new(action, vec![propose]).while_due(move |context| {
            let usage = context.find::<SupplierUsage>(&supplier_usage_address(&address))?;
            let supplier = context.find::<Supplier>(&address)?;
            Ok(supplier.is_some_and(|it| is_due(usage.as_ref(), &it)))
        });
        log.send(context, work)?;
    }
    Ok(())
}
