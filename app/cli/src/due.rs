//! What anybody may do about a reservation by its own terms.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use anchor_spl::token::spl_token::state::AccountState;
use io_client::{marketplace as client, spl};
use io_common::types::Supplier;
use marketplace::state::{Config, Payee, Reservation, Status};

use crate::context::{unreachable, Context};

/// What can be done of a reservation, by whom, and with what everybody shares.
pub struct Market {
    me: Pubkey,
    /// Of the marketplace.
    pub config: Config,
    /// The clock, in unix seconds.
    pub now: i64,
}

/// What is due of a reservation by its own terms.
pub struct Due {
    /// In a word.
    pub action: &'static str,
    /// What does it.
    pub instructions: Vec<Instruction>,
    /// The reservation after it, before anybody is paid.
    pub after: Reservation,
}

/// What is due of a reservation by its own terms: its cancellation, the end of a dispute, its end, the last payment, the end
/// of its accounts.
pub fn due(
    context: &mut Context,
    address: &Pubkey,
    it: &Reservation,
) -> anyhow::Result<Option<Due>> {
    let supplier: Option<Supplier> = context.find(&it.supplier)?;
    let market = Market::read(context)?;
    if let Some(due) = market.due(supplier.as_ref(), address, it)? {
        return Ok(Some(due));
    }
    if !it.is(Status::Closed) {
        return Ok(None);
    }
    // What could not be paid once can be paid if its payee has a token account again.
    let mint = market.config.mint(it.currency()?);
    let payees = [
        (Payee::Supplier, supplier.map(|it| it.payout)),
        (Payee::Renter, Some(it.renter)),
    ];
    for (payee, wallet) in payees {
        let Some(wallet) = wallet.filter(|_| it.owed(payee).is_ok_and(|owed| owed > 0)) else {
            continue;
        };
        let tokens = spl::wallet(&wallet, &mint);
        let found = spl::token_account(context.network, &tokens).map_err(unreachable)?;
        if found.is_some_and(|it| it.owner == wallet && it.state == AccountState::Initialized) {
            return Ok(Some(market.close(
                "close",
                supplier.as_ref(),
                address,
                it,
            )?));
        }
    }
    Ok(None)
}

impl Market {
    /// Reads it.
    ///
    /// # Errors
    /// As [`Context::market`].
    pub fn read(context: &mut Context) -> anyhow::Result<Self> {
        Ok(Self {
            me: context.me()?,
            config: context.market()?,
            now: context.now()?,
        })
    }

    /// What is due of a reservation by its own terms; none if nothing is.
    ///
    /// # Errors
    /// `MathOverflow`, not reachable with an account of the program.
    pub fn due(
        &self,
        supplier: Option<&Supplier>,
        address: &Pubkey,
        it: &Reservation,
    ) -> anyhow::Result<Option<Due>> {
        let refunded = spl::wallet(&it.renter, &self.config.mint(it.currency()?));
        let after = |action: fn(&mut Reservation, i64) -> anchor_lang::Result<()>| {
            let mut copy = *it;
            action(&mut copy, self.now).is_ok().then_some(copy)
        };
        let due = |action, instructions, after| {
            Ok(Some(Due {
                action,
                instructions,
                after,
            }))
        };
        if let Some(after) = after(Reservation::cancel) {
            // Both in one transaction give the renter all back, and the rent payer rent and bounty.
            let mut instructions = vec![client::cancel(address, it, &refunded)];
            instructions.extend(self.close("close", supplier, address, it)?.instructions);
            return due("cancel", instructions, after);
        }
        if let Some(after) = after(Reservation::expire_dispute) {
            let expire = client::expire_dispute(address, &refunded);
            return due("expire", vec![expire], after);
        }
        if let Some(after) = after(Reservation::complete) {
            return due(
                "complete",
                vec![client::complete(address, it, &refunded)],
                after,
            );
        }
        if it.is(Status::Ended) && after(Reservation::close).is_some() {
            return Ok(Some(self.close("close", supplier, address, it)?));
        }
        if it.is_paid() {
            return Ok(Some(self.close("close accounts", supplier, address, it)?));
        }
        Ok(None)
    }

    /// Pays everything that can be paid, and closes. A supplier that is closed is owed nothing, so that any account will do.
    fn close(
        &self,
        action: &'static str,
        supplier: Option<&Supplier>,
        address: &Pubkey,
        it: &Reservation,
    ) -> anyhow::Result<Due> {
        let mint = self.config.mint(it.currency()?);
        let refunded = spl::wallet(&it.renter, &mint);
        let paid = supplier.map_or(refunded, |it| spl::wallet(&it.payout, &mint));
        let mut after = *it;
        // Refused only where a cancellation comes first.
        let _ = after.close(self.now);
        Ok(Due {
            action,
            instructions: vec![client::close_reservation(
                &self.me, address, it, &paid, &refunded,
            )?],
            after,
        })
    }
}
