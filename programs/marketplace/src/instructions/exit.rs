//! What every end has in common: the transition, the GPUs, the refund.

use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_common::{token::TokenAccount, types::SupplierBook};

use super::payment::{is_escrow, Escrow};
use crate::{
    error::MarketplaceError,
    events::{Ended, Totals},
    state::{book, Offer, Reservation, Status},
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
    /// The book of its supplier.
    #[account(
        mut,
        constraint = book.load()?.supplier == reservation.load()?.supplier
            @ MarketplaceError::WrongBook,
    )]
    pub book: AccountLoader<'info, SupplierBook>,
    /// Its escrow.
    #[account(
        mut, dup,
        constraint = is_escrow(&escrow.key(), &reservation)? @ MarketplaceError::WrongEscrow,
    )]
    pub escrow: Account<'info, TokenAccount>,
    /// CHECK: the renter's associated account; if it cannot receive, the refund stays owed.
    #[account(mut)]
    pub renter_tokens: UncheckedAccount<'info>,
    /// The classic token program.
    pub token_program: Program<'info, Token>,
}

impl Exit<'_> {
    /// Ends the reservation by `transition` at `now`, frees its GPUs and refunds the renter.
    pub fn run(
        &self,
        now: i64,
        transition: impl FnOnce(&mut Reservation) -> Result<()>,
    ) -> Result<Ended> {
        let reservation = &self.reservation;
        let escrow = {
            let mut state = reservation.load_mut()?;
            transition(&mut state)?;
            self.offer.load_mut()?.free(state.gpus)?;
            let mut book = self.book.load_mut()?;
            book::free(&mut book, &state)?;
            if state.is(Status::Finished) {
                book::record(&mut book, &state, now)?;
            }
            book::release(&mut book, &mut state)?;
            state.invariant()?;
            Escrow::new(reservation, &state, &self.escrow)
        };
        let refunded = escrow.pay_renter(&self.renter_tokens)?;
        let after = reservation.load()?;
        let served = after.served(after.ended_at)?;
        Ok(Ended {
            reservation: reservation.key(),
            reason: after.end_reason(),
            seconds: served.metered,
            downtime: served.downtime,
            refunded,
            totals: Totals::new(&after)?,
        })
    }
}
