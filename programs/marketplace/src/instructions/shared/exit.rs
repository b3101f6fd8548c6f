//! Code that every end shares: the transition, the GPUs, the refund.

use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_common::{token::TokenAccount, types::SupplierUsage};

use super::payment::{is_escrow, Escrow};
use crate::{
    error::MarketplaceError,
    events::{Ended, Totals},
    state::{usage, Offer, Reservation, Status},
};

/// Accounts of every end.
#[derive(Accounts)]
pub struct Exit<'info> {
    /// The reservation.
    #[account(mut, has_one = offer @ MarketplaceError::WrongOffer)]
    pub reservation: AccountLoader<'info, Reservation>,
    /// Its offer.
    #[account(mut)]
    pub offer: AccountLoader<'info, Offer>,
    /// The usage account of its supplier.
    #[account(
        mut,
        constraint = supplier_usage.load()?.supplier == reservation.load()?.supplier
            @ MarketplaceError::WrongSupplierUsage,
    )]
    pub supplier_usage: AccountLoader<'info, SupplierUsage>,
    /// Its escrow.
    #[account(
        mut, dup,
        constraint = is_escrow(&escrow.key(), &reservation)? @ MarketplaceError::WrongEscrow,
    )]
    pub escrow: Account<'info, TokenAccount>,
    /// The payer's associated token account. If it cannot receive, the refund stays owed.
    /// CHECK: the handler checks the address.
    #[account(mut)]
    pub payer_tokens: UncheckedAccount<'info>,
    /// The classic token program.
    pub token_program: Program<'info, Token>,
}

impl Exit<'_> {
    /// Ends the reservation by `transition` at `now`, frees its GPUs and refunds the payer.
    pub fn run(
        &self,
        now: i64,
        transition: impl FnOnce(&mut Reservation) -> Result<()>,
    ) -> Result<Ended> {
        let reservation = &self.reservation;
        let (escrow, event) = {
            let state = &mut *reservation.load_mut()?;
            transition(state)?;
            self.offer.load_mut()?.free(state.gpus)?;
            let usage = &mut *self.supplier_usage.load_mut()?;
            usage::free(usage, state)?;
            let served = if state.is(Status::Closed) {
                usage::record(usage, state, now)?
            } else {
                state.served(state.ended_at)?
            };
            let mut escrow = Escrow::new(reservation, state, &self.escrow)?;
            usage::release(usage, state, escrow.owed.supplier)?;
            let refunded = escrow.record_payer(state, &self.payer_tokens)?;
            let event = Ended {
                reservation: reservation.key(),
                reason: state.end_reason()?,
                seconds: served.metered,
                downtime: served.downtime,
                refunded,
                totals: Totals::new(state, &escrow.owed),
            };
            (escrow, event)
        };
        escrow.pay_out(&self.payer_tokens, event.refunded)?;
        Ok(event)
    }
}
