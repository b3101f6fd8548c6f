//! What a keeper does about autopays: extensions, shortages, and accounts whose reservation is over.

use anchor_lang::prelude::Pubkey;
use io_client::{
    actions::autopay::{self, Standing},
    marketplace as client,
};
use marketplace::state::{Autopay, Reservation};

use super::{Action, Log};
use crate::{context::Context, refusals::unread};

/// Extends what is due, records once which wallets are short, and closes what is over. An extension that the program would
/// refuse now is left for a later round. What has no bounty is sent so often for a payer and day.
pub fn serve(context: &mut Context, log: &mut Log) -> anyhow::Result<()> {
    let all = context.all::<Autopay>()?;
    let reservations = context.find_all::<Reservation>(all.iter().map(|(_, it)| it.reservation))?;
    let (me, now) = (context.me()?, context.now()?);
    for (_, autopay) in all {
        let address = autopay.reservation;
        let of = |what| Action::new(what, format!("reservation {address}"));
        let reservation = reservations.get(&address);
        let Some(it) = reservation.filter(|it| autopay.is_of(it) && it.is_open()) else {
            let close = client::close_autopay(&me, &address, &autopay.payer);
            log.send_unpaid(context, autopay.payer, of("close autopay"), &[close])?;
            continue;
        };
        if autopay.extends_from(it)? > now {
            continue;
        }
        extend(context, log, (address, me), of)?;
    }
    Ok(())
}

fn extend(
    context: &mut Context,
    log: &mut Log,
    (address, me): (Pubkey, Pubkey),
    of: impl Fn(&'static str) -> Action,
) -> anyhow::Result<()> {
    let price = context.price;
    let read = Standing::read(context.network, &address, &price);
    let standing = read.map_err(|error| unread(context, error))?;
    let Ok(prepared) = autopay::extend(&standing, &me) else {
        return Ok(());
    };
    if prepared.terms.short {
        let payer = standing.running.reservation.payer;
        return log.send_unpaid(context, payer, of("record shortage"), &prepared.act);
    }
    let action = of("extend").for_bounty(prepared.terms.bounty);
    log.send(context, action, &prepared.act)
}
