//! What a keeper does about reservations.

use anchor_lang::prelude::Pubkey;
use io_client::{marketplace as client, spl};
use io_common::types::Supplier;
use marketplace::{
    quote,
    state::{Reservation, Status},
};

use super::{Action, Log};
use crate::{context::Context, due::Market};

/// Cancels what was not started, ends what is over, pays what is due, closes what is no longer held back, closes what is
/// paid. What it reads is read together, before anything is sent.
pub fn serve(context: &mut Context, log: &mut Log) -> anyhow::Result<()> {
    let mut all = context.all::<Reservation>()?;
    // What is closed and not paid waits for an account of its payee.
    all.retain(|(_, it)| !it.is(Status::Closed) || it.is_paid());
    let suppliers = context.find_all::<Supplier>(all.iter().map(|(_, it)| it.supplier))?;
    let market = Market::read(context)?;
    let mut actions = Vec::new();
    for (address, it) in &all {
        let supplier = suppliers.get(&it.supplier);
        if let Some(due) = market.due(supplier, address, it)? {
            actions.push((due.action, address, it, due.instructions, None));
        } else if let Some(supplier) = supplier.filter(|_| it.is(Status::Active)) {
            if is_worth_settling(it, market.now)? {
                let paid = spl::wallet(&supplier.payout, &market.config.mint(it.currency()?));
                let settle = vec![client::settle_reservation(address, it, &paid)];
                actions.push(("settle", address, it, settle, Some(paid)));
            }
        }
    }
    let paid: Vec<Pubkey> = actions.iter().filter_map(|(.., paid)| *paid).collect();
    let accounts = context.accounts(&paid)?;
    let absent: Vec<Pubkey> = paid
        .into_iter()
        .zip(accounts)
        .filter_map(|(address, account)| account.is_none().then_some(address))
        .collect();
    actions.retain(|(.., paid)| paid.is_none_or(|paid| !absent.contains(&paid)));
    for (what, address, it, instructions, _) in actions {
        let action = Action::new(what, format!("reservation {address}"));
        let action = match what {
            "close" | "close accounts" => action.for_bounty(bounty(it, market.now)),
            _ => action,
        };
        log.send(context, action, &instructions)?;
    }
    Ok(())
}

/// Lamports for who closes it: none where nothing is due.
fn bounty(it: &Reservation, now: i64) -> u64 {
    let mut after = *it;
    after.close(now).map_or(0, |_| after.bounty.into())
}

/// Whether a day has been metered since the last settlement: paying by the minute would cost more than it moves.
fn is_worth_settling(it: &Reservation, now: i64) -> anyhow::Result<bool> {
    let held = it.terms.hold_back;
    let unsettled = it.metered(now)?.saturating_sub(it.segments.settled);
    if !it.is(Status::Active) || unsettled < held.saturating_mul(2) {
        return Ok(false);
    }
    Ok(quote::next_settlement(it, now)?.from == Some(now))
}
