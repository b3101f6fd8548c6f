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
    /// The payer's associated token account. If it cannot receive, the refund stays owed.
    /// CHECK: the handler checks the address.
    #[account(mut)]
    pub payer_tokens: UncheckedAccount<'info>,
    /// The classic token program.
    pub token_program: Program<'info, Token>,
}

impl Ruling<'_> {
    /// Ends the dispute by `transition` and refunds the payer. `payer_bps` is for the event.
    pub fn run(
        &self,
        payer_bps: Option<u16>,
        transition: impl FnOnce(&mut Reservation) -> Result<()>,
    ) -> Result<DisputeClosed> {
        let reservation = &self.reservation;
        let (escrow, event) = {
            let state = &mut *reservation.load_mut()?;
            transition(state)?;
            let mut escrow = Escrow::new(reservation, state, &self.escrow)?;
            let refunded = escrow.record_payer(state, &self.payer_tokens)?;
            let event = DisputeClosed {
                reservation: reservation.key(),
                payer_bps,
                refunded,
                totals: Totals::new(state, &escrow.owed),
            };
            (escrow, event)
        };
        escrow.pay_out(&self.payer_tokens, event.refunded)?;
        Ok(event)
    }
}
