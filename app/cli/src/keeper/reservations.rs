//! What anybody may do about a reservation.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_client::{marketplace as client, spl};
use io_common::types::Supplier;
use marketplace::{
    quote,
    state::{Config, Reservation, Status},
};

use super::{Act, Log};
use crate::context::Context;

/// What can be done of a reservation, by whom, and with what everybody shares.
struct Market {
    me: Pubkey,
    config: Config,
    now: i64,
}

/// Cancels what was not started, ends what is over, pays what is due, finishes what is no longer held back. What it reads is
/// read together, before anything is sent.
pub fn serve(context: &mut Context, log: &mut Log) -> anyhow::Result<()> {
    let mut all = context.all::<Reservation>()?;
    // What is finished is paid for already, or waits for an account of its payee; its supplier may be closed.
    all.retain(|(_, it)| !it.is(Status::Finished));
    let suppliers = context.find_all::<Supplier>(all.iter().map(|(_, it)| it.supplier))?;
    let market = market(context)?;
    let mut acts = Vec::new();
    for (address, it) in &all {
        let Some(supplier) = suppliers.get(&it.supplier) else {
            continue;
        };
        if let Some((what, instructions)) = market.due(supplier, address, it)? {
            acts.push((what, address, it, instructions, None));
        } else if market.is_worth_settling(it)? {
            let paid = spl::wallet(&supplier.payout, &market.config.mint(it.currency()));
            let settle = vec![client::settle(address, it, &paid)];
            acts.push(("settle", address, it, settle, Some(paid)));
        }
    }
    let paid: Vec<Pubkey> = acts.iter().filter_map(|(.., paid)| *paid).collect();
    let accounts = context.accounts(&paid)?;
    let absent: Vec<Pubkey> = paid
        .into_iter()
        .zip(accounts)
        .filter_map(|(address, account)| account.is_none().then_some(address))
        .collect();
    acts.retain(|(.., paid)| paid.is_none_or(|paid| !absent.contains(&paid)));
    for (what, address, it, instructions, _) in acts {
        let act = Act::new(what, format!("reservation {address}"));
        let act = match what {
            "finish" => act.for_bounty(bounty(it, market.now)),
            _ => act,
        };
        log.send(context, act, &instructions)?;
    }
    Ok(())
}

/// Lamports for who finishes it: none where nothing is due.
fn bounty(it: &Reservation, now: i64) -> u64 {
    let mut after = *it;
    after.finish(now).map_or(0, |_| after.bounty.into())
}

fn market(context: &mut Context) -> anyhow::Result<Market> {
    Ok(Market {
        me: context.me()?,
        config: context.market()?,
        now: context.now()?,
    })
}

/// What is due of a reservation by its own terms: its cancellation, the end of a dispute, its end, the last payment.
pub fn due(
    context: &mut Context,
    address: &Pubkey,
    it: &Reservation,
) -> anyhow::Result<Option<(&'static str, Vec<Instruction>)>> {
    let supplier: Supplier = context.read("supplier", &it.supplier)?;
    market(context)?.due(&supplier, address, it)
}

impl Market {
    fn due(
        &self,
        supplier: &Supplier,
        address: &Pubkey,
        it: &Reservation,
    ) -> anyhow::Result<Option<(&'static str, Vec<Instruction>)>> {
        let mint = self.config.mint(it.currency());
        let (paid, refunded) = (
            spl::wallet(&supplier.payout, &mint),
            spl::wallet(&it.renter, &mint),
        );
        let finish = client::finish(&self.me, address, it, &paid, &refunded);
        let try_out = |act: fn(&mut Reservation, i64) -> anchor_lang::Result<()>| {
            let mut copy = *it;
            act(&mut copy, self.now).is_ok()
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
    fn is_worth_settling(&self, it: &Reservation) -> anyhow::Result<bool> {
        let due = quote::next_settlement(it, self.now)?;
        if !it.is(Status::Active) || due.amount == 0 || due.from != Some(self.now) {
            return Ok(false);
        }
        let held = it.terms.hold_back;
        let unsettled = it.metered(self.now)?.saturating_sub(it.segments.settled);
        Ok(unsettled >= held.saturating_mul(2))
    }
}
