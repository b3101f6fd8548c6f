//! What anybody may do about a reservation.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_client::{marketplace as client, spl};
use io_common::types::Supplier;
use marketplace::{
    quote,
    state::{Reservation, Status},
};

use super::{round::try_send, Log};
use crate::context::Context;

/// Cancels what was not started, ends what is over, pays what is due, finishes what is no longer held back.
pub fn serve(context: &mut Context, log: &mut Log) -> anyhow::Result<()> {
    for (address, it) in context.all::<Reservation>()? {
        let now = context.now()?;
        if let Some((what, instructions)) = next(context, &address, &it, now)? {
            try_send(
                context,
                log,
                what,
                format!("reservation {address}"),
                instructions,
            )?;
        }
    }
    Ok(())
}

/// The next act on a reservation, if anything is due at `now`.
fn next(
    context: &mut Context,
    address: &Pubkey,
    it: &Reservation,
    now: i64,
) -> anyhow::Result<Option<(&'static str, Vec<Instruction>)>> {
    // What is finished is paid for already, or waits for an account of its payee; its supplier may be closed.
    if it.is(Status::Finished) {
        return Ok(None);
    }
    if let Some(due) = due(context, address, it, now)? {
        return Ok(Some(due));
    }
    let (supplier, config): (Supplier, _) =
        (context.read("supplier", &it.supplier)?, context.market()?);
    let paid = spl::wallet(&supplier.payout, &config.mint(it.currency()));
    let due = quote::next_settlement(it, now)?;
    let worth = context.account(&paid)?.is_some() && it.is(Status::Active);
    if worth && due.amount > 0 && due.from == Some(now) && is_daily(it, now)? {
        return Ok(Some(("settle", vec![client::settle(address, it, &paid)])));
    }
    Ok(None)
}

/// What is due of a reservation at `now` by its own terms: its cancellation, the end of a dispute, its end, the last
/// payment.
pub fn due(
    context: &mut Context,
    address: &Pubkey,
    it: &Reservation,
    now: i64,
) -> anyhow::Result<Option<(&'static str, Vec<Instruction>)>> {
    let (me, config) = (context.me()?, context.market()?);
    let supplier: Supplier = context.read("supplier", &it.supplier)?;
    let mint = config.mint(it.currency());
    let (paid, refunded) = (
        spl::wallet(&supplier.payout, &mint),
        spl::wallet(&it.renter, &mint),
    );
    let finish = client::finish(&me, address, it, &paid, &refunded);
    let try_out = |act: fn(&mut Reservation, i64) -> anchor_lang::Result<()>| {
        let mut copy = *it;
        act(&mut copy, now).is_ok()
    };
    if try_out(Reservation::cancel) {
        // Both in one transaction give the renter all back, and the rent payer rent and bounty.
        let cancel = client::cancel(address, it, &refunded);
        return Ok(Some(("cancel", vec![cancel, finish])));
    }
    if try_out(Reservation::expire_dispute) {
        return Ok(Some((
            "expire",
            vec![client::expire_dispute(address, &refunded)],
        )));
    }
    if try_out(Reservation::end) {
        return Ok(Some(("end", vec![client::end(address, it, &refunded)])));
    }
    if it.is(Status::Ended) && try_out(Reservation::finish) {
        return Ok(Some(("finish", vec![finish])));
    }
    Ok(None)
}

/// Whether a day has been metered since the last settlement: paying by the minute would cost more than it moves.
fn is_daily(it: &Reservation, now: i64) -> anyhow::Result<bool> {
    let held = it.terms.hold_back;
    let unsettled = it.metered(now)?.saturating_sub(it.segments.settled);
    Ok(unsettled >= held.saturating_mul(2))
}
