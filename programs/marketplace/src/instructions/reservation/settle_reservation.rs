//! Pays the supplier for the time used, less the hold-back.
//!
//! Who may call it: anyone.
//!
//! 1. Charges the metered seconds that are no longer held back, except time that a dispute freezes or that is
//!    reported down.
//! 2. Records what the supplier is owed, less its fee, as paid, if the payout wallet's associated account can receive
//!    it; otherwise it stays owed.
//! 3. Moves it from the escrow to that account.
//! 4. Emits `ReservationSettled` if any amount has changed.

use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_common::token::TokenAccount;

use crate::{
    error::MarketplaceError,
    events::{Emit, ReservationSettled, Totals},
    instructions::shared::payment::{is_escrow, Escrow},
    state::Reservation,
};

/// Accounts of `settle_reservation`.
#[event_cpi]
#[derive(Accounts)]
pub struct SettleReservation<'info> {
    /// The reservation.
    #[account(mut, has_one = supplier @ MarketplaceError::WrongSupplier)]
    pub reservation: AccountLoader<'info, Reservation>,
    /// Its supplier.
    /// CHECK: the address is that of the reservation. Nothing is owed to a closed supplier.
    pub supplier: UncheckedAccount<'info>,
    /// Its escrow.
    #[account(
        mut, dup,
        constraint = is_escrow(&escrow.key(), &reservation)? @ MarketplaceError::WrongEscrow,
    )]
    pub escrow: Account<'info, TokenAccount>,
    /// The payout wallet's associated token account. If it cannot receive, the payment stays owed.
    /// CHECK: the handler checks the address.
    #[account(mut)]
    pub supplier_tokens: UncheckedAccount<'info>,
    /// The classic token program.
    pub token_program: Program<'info, Token>,
}

/// See [`crate::marketplace::settle_reservation`].
pub fn handler(ctx: Context<SettleReservation>) -> Result<()> {
    let accounts = &ctx.accounts;
    let reservation = &accounts.reservation;
    let destination = &accounts.supplier_tokens;
    let (escrow, changed, event) = {
        let state = &mut *reservation.load_mut()?;
        let before = (state.charged, state.payable);
        state.settle(Clock::get()?.unix_timestamp)?;
        let mut escrow = Escrow::new(reservation, state, &accounts.escrow)?;
        let paid = escrow.record_supplier(state, &accounts.supplier, destination)?;
        let event = ReservationSettled {
            reservation: reservation.key(),
            paid,
            totals: Totals::new(state, &escrow.owed),
        };
        let changed = before != (state.charged, state.payable);
        (escrow, changed || event.paid > 0, event)
    };
    escrow.pay_out(destination, event.paid)?;
    if changed {
        accounts.event_authority.emit(event)?;
    }
    Ok(())
}
