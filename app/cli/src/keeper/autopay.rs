//! What a keeper does about autopays: extensions, shortages, and accounts whose reservation is over.

use anchor_lang::prelude::Pubkey;
use io_client::{
    actions::autopay::{self, Extension, Standing},
    events::{Event, Marketplace},
    marketplace as client,
};
use io_common::constants::DAY;
use marketplace::state::{Autopay, Currency, Offer, Reservation};

use super::{unpaid::Chore, Action, Log, Work};
use crate::{
    context::Context,
    jobs::Job,
    refusals::unread,
    sending::{self, SendSummary},
};

/// More compute units than an extension takes: docs/proof/compute-units.md.
const UNITS: u64 = 30_000;
/// Lamports of a signature.
pub const SIGNATURE: u64 = 5_000;

const SHORTAGE: &str = "record shortage";

/// What is due, with when the reservation ends.
struct Due {
    ends_at: i64,
    autopay: Autopay,
}

/// Extends what is due, what ends first before the rest, records once which wallets are short, and closes what is over. An
/// extension that the program would refuse now is left for a later round. What has no bounty is sent so often for a payer
/// and day.
pub fn serve(context: &mut Context, log: &mut Log) -> anyhow::Result<()> {
    let all: Vec<Autopay> = context
        .all()?
        .into_iter()
        .map(|(_, autopay)| autopay)
        .collect();
    let reservations = context.find_all::<Reservation>(all.iter().map(|it| it.reservation))?;
    let offers = context.find_all::<Offer>(all.iter().map(|it| it.offer))?;
    let now = context.now()?;
    let (mut due, mut over) = (Vec::new(), Vec::new());
    for autopay in all {
        let open = reservations.get(&autopay.reservation);
        let Some(it) = open.filter(|it| autopay.is_of(it) && it.is_open()) else {
            over.push(autopay);
            continue;
        };
        let Some(offer) = offers.get(&autopay.offer) else {
            continue;
        };
        let ends_at = it.ends_at()?;
        let is_in_time = autopay.bounties > 0 || is_near(ends_at, now);
        if is_in_time && autopay::may_extend(&autopay, it, offer, now)? {
            due.push(Due { ends_at, autopay });
        }
    }
    due.sort_by_key(|it| it.ends_at);
    let in_io = |it: &Due| {
        let it = reservations.get(&it.autopay.reservation);
        it.is_some_and(|it| it.currency().is_ok_and(|it| it == Currency::Io))
    };
    if due.iter().any(in_io) {
        let policy = context.market()?.oracle;
        if let Err(error) = context.seek_price(&policy, 0) {
            log.errors.push((Some(Job::Autopay), error));
        }
    }
    for it in due {
        extend(context, log, &it)?;
    }
    for autopay in over {
        close(context, log, &autopay)?;
    }
    Ok(())
}

/// Whether an extension without a bounty is sent: with a long lead, one could be due in each round.
const fn is_near(ends_at: i64, now: i64) -> bool {
    ends_at.saturating_sub(now) <= DAY
}

fn close(context: &mut Context, log: &mut Log, autopay: &Autopay) -> anyhow::Result<()> {
    let (payer, address) = (autopay.payer, autopay.reservation);
    let close = client::close_autopay(&context.me()?, &address, &payer);
    let action = Action::new("close autopay", subject(&address));
    let at = client::autopay_address(&address);
    let work = Work::new(action, vec![close])
        .while_due(move |context| Ok(context.find::<Autopay>(&at)?.is_some()));
    log.send_unpaid(context, (payer, Chore::Closing), work)
}

fn extend(context: &mut Context, log: &mut Log, due: &Due) -> anyhow::Result<()> {
    let Due { ends_at, autopay } = due;
    let (payer, address) = (autopay.payer, autopay.reservation);
    let read = context.priced(|network, price| Standing::to_extend(network, &address, price));
    let standing = read.map_err(|error| unread(context, error))?;
    let Ok(prepared) = autopay::extend(&standing, &context.me()?) else {
        return Ok(());
    };
    let Extension { short, bounty, .. } = prepared.terms;
    let is_due = move |context: &mut Context| {
        let me = context.me()?;
        let read = context.priced(|network, price| Standing::to_extend(network, &address, price));
        let standing = read.map_err(|error| unread(context, error))?;
        Ok(autopay::extend(&standing, &me).is_ok_and(|it| it.terms.short == short))
    };
    if short {
        let action = Action::new(SHORTAGE, subject(&address));
        let work = Work::new(action, prepared.act).while_due(is_due);
        return log.send_unpaid(context, (payer, Chore::Shortage), work);
    }
    let action = Action::new("extend", subject(&address)).for_bounty(bounty);
    let unpaid = (payer, Chore::Extension);
    // The bounty does not pay for it.
    let cost = match sending::cost_with_price(context, &prepared.act)? {
        Some(cost) => cost,
        None => {
            let fee = context.network.highest_priority_fee(UNITS);
            fee.saturating_add(SIGNATURE)
        }
    };
    let is_unpaid = bounty <= cost;
    if is_unpaid {
        let now = standing.running.market.now;
        if !is_near(*ends_at, now) || !log.has_room(context, unpaid, &action)? {
            return Ok(());
        }
    }
    // The wallet may have run short since it was read.
    let mut is_short = false;
    let work = Work::new(action, prepared.act).while_due(is_due);
    let costs = log.send_as(context, work, |context, sent, action| {
        is_short = has_recorded_shortage(context, sent);
        match is_short {
            true => Action::new(SHORTAGE, subject(&address)),
            false => action,
        }
    })?;
    match (is_short, is_unpaid) {
        (true, _) if costs => log.count(context, (payer, Chore::Shortage)),
        (false, true) if costs => log.count(context, unpaid),
        _ => Ok(()),
    }
}

fn has_recorded_shortage(context: &mut Context, sent: &SendSummary) -> bool {
    let mut events = sent.events(context).into_iter();
    events.any(|event| matches!(event, Event::Marketplace(Marketplace::AutopayShort(_))))
}

fn subject(reservation: &Pubkey) -> String {
    format!("reservation {reservation}")
}
