//! What anybody may do about a reservation.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use anchor_spl::token::spl_token::state::AccountState;
use io_client::{marketplace as client, spl};
use io_common::types::Supplier;
use marketplace::{
    quote,
    state::{Config, Leg, Reservation, Status},
};

use super::{Act, Log};
use crate::context::{unreachable, Context};

/// What can be done of a reservation, by whom, and with what everybody shares.
struct Market {
    me: Pubkey,
    config: Config,
    now: i64,
}

/// What is due of a reservation by its own terms.
pub struct Due {
    /// In a word.
    pub act: &'static str,
    /// What does it.
    pub instructions: Vec<Instruction>,
    /// The reservation after it, before anybody is paid.
    pub after: Reservation,
}

/// Cancels what was not started, ends what is over, pays what is due, finishes what is no longer held back, closes what is
/// paid. What it reads is read together, before anything is sent.
pub fn serve(context: &mut Context, log: &mut Log) -> anyhow::Result<()> {
    let mut all = context.all::<Reservation>()?;
    // What is finished and not paid waits for an account of its payee.
    all.retain(|(_, it)| !it.is(Status::Finished) || it.is_paid());
    let suppliers = context.find_all::<Supplier>(all.iter().map(|(_, it)| it.supplier))?;
    let market = market(context)?;
    let mut acts = Vec::new();
    for (address, it) in &all {
        let supplier = suppliers.get(&it.supplier);
        if let Some(due) = market.due(supplier, address, it)? {
            acts.push((due.act, address, it, due.instructions, None));
        } else if let Some(supplier) = supplier.filter(|_| it.is(Status::Active)) {
            if market.is_worth_settling(it)? {
                let paid = spl::wallet(&supplier.payout, &market.config.mint(it.currency()));
                let settle = vec![client::settle(address, it, &paid)];
                acts.push(("settle", address, it, settle, Some(paid)));
            }
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
            "finish" | "close" => act.for_bounty(bounty(it, market.now)),
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

/// What is due of a reservation by its own terms: its cancellation, the end of a dispute, its end, the last payment, the end
/// of its accounts.
pub fn due(
    context: &mut Context,
    address: &Pubkey,
    it: &Reservation,
) -> anyhow::Result<Option<Due>> {
    let supplier: Option<Supplier> = context.find(&it.supplier)?;
    let market = market(context)?;
    if let Some(due) = market.due(supplier.as_ref(), address, it)? {
        return Ok(Some(due));
    }
    if !it.is(Status::Finished) {
        return Ok(None);
    }
    // What could not be paid once can be paid if its payee has a token account again.
    let mint = market.config.mint(it.currency());
    let payees = [
        (Leg::Supplier, supplier.map(|it| it.payout)),
        (Leg::Renter, Some(it.renter)),
    ];
    for (leg, payee) in payees {
        let Some(payee) = payee.filter(|_| it.owed(leg).is_ok_and(|owed| owed > 0)) else {
            continue;
        };
        let tokens = spl::wallet(&payee, &mint);
        let found = spl::token_account(context.network, &tokens).map_err(unreachable)?;
        if found.is_some_and(|it| it.owner == payee && it.state == AccountState::Initialized) {
            return Ok(Some(market.finish(
                "finish",
                supplier.as_ref(),
                address,
                it,
            )));
        }
    }
    Ok(None)
}

impl Market {
    fn due(
        &self,
        supplier: Option<&Supplier>,
        address: &Pubkey,
        it: &Reservation,
    ) -> anyhow::Result<Option<Due>> {
        let refunded = spl::wallet(&it.renter, &self.config.mint(it.currency()));
        let after = |act: fn(&mut Reservation, i64) -> anchor_lang::Result<()>| {
            let mut copy = *it;
            act(&mut copy, self.now).is_ok().then_some(copy)
        };
        let due = |act, instructions, after| {
            Ok(Some(Due {
                act,
                instructions,
                after,
            }))
        };
        if let Some(after) = after(Reservation::cancel) {
            // Both in one transaction give the renter all back, and the rent payer rent and bounty.
            let mut instructions = vec![client::cancel(address, it, &refunded)];
            instructions.extend(self.finish("finish", supplier, address, it).instructions);
            return due("cancel", instructions, after);
        }
        if let Some(after) = after(Reservation::expire_dispute) {
            let expire = client::expire_dispute(address, &refunded);
            return due("expire", vec![expire], after);
        }
        if let Some(after) = after(Reservation::end) {
            return due("end", vec![client::end(address, it, &refunded)], after);
        }
        if it.is(Status::Ended) && after(Reservation::finish).is_some() {
            return Ok(Some(self.finish("finish", supplier, address, it)));
        }
        if it.is_paid() {
            return Ok(Some(self.finish("close", supplier, address, it)));
        }
        Ok(None)
    }

    /// Pays everything that can be paid, and closes. A supplier that is closed is owed nothing, so that any account will do.
    fn finish(
        &self,
        act: &'static str,
        supplier: Option<&Supplier>,
        address: &Pubkey,
        it: &Reservation,
    ) -> Due {
        let mint = self.config.mint(it.currency());
        let refunded = spl::wallet(&it.renter, &mint);
        let paid = supplier.map_or(refunded, |it| spl::wallet(&it.payout, &mint));
        let mut after = *it;
        // Refused only where a cancellation comes first.
        let _ = after.finish(self.now);
        Due {
            act,
            instructions: vec![client::finish(&self.me, address, it, &paid, &refunded)],
            after,
        }
    }

    /// Whether a day has been metered since the last settlement: paying by the minute would cost more than it moves.
    fn is_worth_settling(&self, it: &Reservation) -> anyhow::Result<bool> {
        let held = it.terms.hold_back;
        let unsettled = it.metered(self.now)?.saturating_sub(it.segments.settled);
        if !it.is(Status::Active) || unsettled < held.saturating_mul(2) {
            return Ok(false);
        }
        Ok(quote::next_settlement(it, self.now)?.from == Some(self.now))
    }
}
