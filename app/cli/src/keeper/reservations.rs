//! What a keeper does about reservations.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_client::actions::{
    due::{self, Act, Due},
    settle_reservation::{self, Payable},
    snapshot::Snapshot,
    Refusal,
};
use io_common::types::Supplier;
use marketplace::{
    quote,
    state::{Reservation, Status},
};

use super::{Action, Log};
use crate::{
    context::Context,
    refusals::unread,
    rent::{name, not_done, Side},
};

/// What is to be sent about a reservation.
struct Work {
    action: Action,
    instructions: Vec<Instruction>,
    /// The token account that has to be there.
    paid: Option<Pubkey>,
}

/// Cancels what was not started, ends what is over, pays what is due, closes what is no longer held back, closes what is
/// paid. What it reads is read together, before anything is sent.
pub fn serve(context: &mut Context, log: &mut Log) -> anyhow::Result<()> {
    let mut all = context.all::<Reservation>()?;
    // What is closed and not paid waits for an account of its payee.
    all.retain(|(_, it)| !it.is(Status::Closed) || it.is_paid());
    let suppliers = context.find_all::<Supplier>(all.iter().map(|(_, it)| it.supplier))?;
    let (me, config, now) = (context.me()?, context.market()?, context.now()?);
    let mut all_work = Vec::new();
    for (address, it) in all {
        let supplier = suppliers.get(&it.supplier).copied();
        let snapshot = Snapshot::new(&config, address, it, now);
        let snapshot = snapshot.map_err(|error| unread(context, error))?;
        all_work.extend(work(&me, snapshot, supplier)?);
    }
    let paid: Vec<Pubkey> = all_work.iter().filter_map(|work| work.paid).collect();
    let accounts = context.accounts(&paid)?;
    let absent: Vec<Pubkey> = paid
        .into_iter()
        .zip(accounts)
        .filter_map(|(address, account)| account.is_none().then_some(address))
        .collect();
    all_work.retain(|work| work.paid.is_none_or(|paid| !absent.contains(&paid)));
    for work in all_work {
        log.send(context, work.action, &work.instructions)?;
    }
    Ok(())
}

/// What there is to do about a reservation.
fn work(
    me: &Pubkey,
    snapshot: Snapshot,
    supplier: Option<Supplier>,
) -> anyhow::Result<Option<Work>> {
    let Snapshot {
        address,
        reservation: it,
        now,
        ..
    } = &snapshot;
    let action = |what| Action::new(what, format!("reservation {address}"));
    let due = Due {
        snapshot,
        supplier,
        receives: false,
    };
    match due::prepare(&due, me) {
        Ok(prepared) => {
            let due::Terms { act, bounty, .. } = prepared.terms;
            let action = match act {
                Act::Close | Act::Pay | Act::CloseAccounts => action(name(act)).for_bounty(bounty),
                Act::Cancel | Act::Expire | Act::Complete => action(name(act)),
            };
            return Ok(Some(Work {
                action,
                instructions: prepared.act,
                paid: None,
            }));
        }
        Err(Refusal::Nothing(_)) => {}
        Err(other) => return Err(not_done(&other, &snapshot, Side::Renter)),
    }
    let Some(supplier) = supplier.filter(|_| it.is(Status::Active)) else {
        return Ok(None);
    };
    if !is_worth_settling(it, *now)? {
        return Ok(None);
    }
    let payable = Payable {
        snapshot,
        payout: supplier.payout,
    };
    let request = settle_reservation::Request {
        payer: *me,
        later: false,
    };
    let prepared = settle_reservation::prepare(&payable, &request);
    let prepared = prepared.map_err(|error| not_done(&error, &snapshot, Side::Supplier))?;
    Ok(Some(Work {
        action: action("settle"),
        // The token account is the supplier's to pay for.
        instructions: prepared.act,
        paid: Some(prepared.terms.to),
    }))
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
