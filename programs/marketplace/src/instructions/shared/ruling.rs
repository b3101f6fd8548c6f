//! Code that both ends of a dispute share: the transition and the refund.

use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_common::token::TokenAccount;

use super::payment::{is_escrow, Escrow};
use crate::{
    error::MarketplaceError,
    events::{DisputeClosed, Totals},
    state::Reservation,
};

/// Accounts of every end of a dispute.
#[derive(Accounts)]
pub struct Ruling<'info> {
    /// The reservation.
    #[account(mut)]
    pub reservation: AccountLoader<'info, Reservation>,
    /// Its escrow.
    #[account(
        mut, dup,
        constraint = is_escrow(&escrow.key(), &reservation)? @ MarketplaceError::WrongEscrow,
    )]
    pub escrow: Account<'info, TokenAccount>,
    /// The renter's associated token account. If it cannot receive, the refund stays owed.
    /// CHECK: the handler checks the address.
    #[account(mut)]
    pub renter_tokens: UncheckedAccount<'info>,
    /// The classic token program.
    pub token_program: Program<'info, Token>,
}

impl Ruling<'_> {
    /// Ends the dispute by `transition` and refunds the renter. `renter_bps` is for the event.
    pub fn run(
        &self,
        renter_bps: Option<u16>,
        transition: impl FnOnce(&mut Reservation) -> Result<()>,
    ) -> Result<DisputeClosed> {
        let reservation = &self.reservation;
        let (escrow, event) = {
            let state = &mut *reservation.load_mut()?;
            transition(state)?;
            let mut escrow = Escrow::new(reservation, state, &self.escrow)?;
            let refunded = escrow.record_renter(state, &self.renter_tokens)?;
            let event = DisputeClosed {
                reservation: reservation.key(),
                renter_bps,
                refunded,
                totals: Totals::new(state, &escrow.owed),
            };
            (escrow, event)
        };
        escrow.pay_out(&self.renter_tokens, event.refunded)?;
        Ok(event)
    }
}
