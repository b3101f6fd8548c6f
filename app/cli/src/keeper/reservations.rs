//! What a keeper does about reservations.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_client::actions::{
    due::{self, Act, Due},
    fees,
    settle_reservation::{self, Payable},
    snapshot::Snapshot,
    Refusal,
};
use io_common::{
    constants::{ONE_IO, ONE_USDC},
    types::Supplier,
};
use marketplace::{
    quote,
    state::{Currency, Reservation, Status},
};

use super::{Action, Log, Work};
use crate::{
    context::Context,
    refusals::unread,
    rent::{name, not_done, Side},
};

/// Its replacement.
type Instead = (Action, Vec<Instruction>);

/// What is to be sent about a reservation.
struct Planned {
    action: Action,
    instructions: Vec<Instruction>,
    /// A token account, and what to send if it does not exist.
    unless: Option<(Pubkey, Option<Instead>)>,
}

/// Cancels reservations that were not started, completes those whose time is over, settles what is due and sweeps fees, closes those
/// without hold-back, and closes paid accounts. All accounts are read together, before anything is sent.
pub fn serve(context: &mut Context, log: &mut Log) -> anyhow::Result<()> {
    let mut all = context.all::<Reservation>()?;
    // What is closed and not paid waits for an account of its payee.
    all.retain(|(_, it)| !it.is(Status::Closed) || it.is_paid());
    let suppliers = context.find_all::<Supplier>(all.iter().map(|(_, it)| it.supplier))?;
    let (me, config, now) = (context.me()?, context.market()?, context.now()?);
    let mut planned = Vec::new();
    for (address, it) in all {
        let supplier = suppliers.get(&it.supplier).copied();
        let snapshot = Snapshot::new(&config, address, it, now);
        let snapshot = snapshot.map_err(|error| unread(context, error))?;
        planned.extend(plan(&me, snapshot, supplier)?.map(|it| (address, it)));
    }
    let needed = planned.iter().filter_map(|(_, it)| it.unless.as_ref());
    let needed: Vec<Pubkey> = needed.map(|(address, _)| *address).collect();
    let accounts = context.accounts(&needed)?;
    let absent: Vec<Pubkey> = needed
        .into_iter()
        .zip(accounts)
        .filter_map(|(address, account)| account.is_none().then_some(address))
        .collect();
    let works = planned
        .into_iter()
        .filter_map(|(address, it)| work(address, it, &absent));
    log.send_all(context, works.collect())
}

/// What is sent of it, where these token accounts are not there.
fn work(address: Pubkey, planned: Planned, absent: &[Pubkey]) -> Option<Work> {
    let (mut action, mut instructions) = (planned.action, planned.instructions);
    if let Some((needed, instead)) = planned.unless {
        if absent.contains(&needed) {
            (action, instructions) = instead?;
        }
    }
    let what = action.what;
    let is_due = move |context: &mut Context| {
        let Some(it) = context.find::<Reservation>(&address)? else {
            return Ok(false);
        };
        let supplier = context.find::<Supplier>(&it.supplier)?;
        let (me, config, now) = (context.me()?, context.market()?, context.now()?);
        let snapshot = Snapshot::new(&config, address, it, now);
        let snapshot = snapshot.map_err(|error| unread(context, error))?;
        let planned = plan(&me, snapshot, supplier)?;
        Ok(planned.is_some_and(|it| {
            let instead = it.unless.iter().filter_map(|(_, it)| it.as_ref());
            let mut whats = instead.map(|(it, _)| it.what).chain([it.action.what]);
            whats.any(|it| it == what)
        }))
    };
    Some(Work::new(action, instructions).while_due(is_due))
}

/// What there is to do about a reservation.
fn plan(
    me: &Pubkey,
    snapshot: Snapshot,
    supplier: Option<Supplier>,
) -> anyhow::Result<Option<Planned>> {
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
            return Ok(Some(Planned {
                action,
                instructions: prepared.act,
                unless: None,
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
    let sweep = sweep(&snapshot)?;
    Ok(Some(Planned {
        action: action("settle"),
        instructions: [prepared.act, sweep.clone()].concat(),
        // The supplier pays for its token account. The fees do not wait for it.
        unless: Some((
            prepared.terms.to,
            (!sweep.is_empty()).then(|| (action("sweep"), sweep)),
        )),
    }))
}

/// Sweeps the reservation's fees, if they are worth a transaction.
fn sweep(snapshot: &Snapshot) -> anyhow::Result<Vec<Instruction>> {
    let least = match snapshot.currency {
        Currency::Io => ONE_IO,
        Currency::Usdc => ONE_USDC,
    };
    match fees::sweep(snapshot) {
        Ok(prepared) if prepared.terms.amount >= least => Ok(prepared.act),
        Ok(_) | Err(Refusal::Nothing(_)) => Ok(Vec::new()),
        Err(other) => Err(not_done(&other, snapshot, Side::Supplier)),
    }
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
