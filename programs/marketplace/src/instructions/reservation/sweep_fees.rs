//! Sends the fees of both sides to fee-burn before the end.
//!
//! Who may call it: anyone.
//!
//! 1. Charges the metered seconds that are no longer held back.
//! 2. Records the fees on everything charged as paid, if the vault of the currency can receive them; otherwise they
//!    stay owed. Adds them to the service record.
//! 3. Moves them from the escrow to the vault.
//! 4. Emits `FeesSwept` if any amount has changed.

use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_common::{token::TokenAccount, types::SupplierUsage};

use crate::{
    error::MarketplaceError,
    events::{Emit, FeesSwept, Totals},
    instructions::shared::payment::{is_escrow, Escrow},
    state::Reservation,
};

/// Accounts of `sweep_fees`.
#[event_cpi]
#[derive(Accounts)]
pub struct SweepFees<'info> {
    /// The reservation.
    #[account(mut)]
    pub reservation: AccountLoader<'info, Reservation>,
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
    /// The fee-burn vault of the currency. If it cannot receive, the fees stay owed.
    /// CHECK: the handler checks the address.
    #[account(mut)]
    pub fee_vault: UncheckedAccount<'info>,
    /// The classic token program.
    pub token_program: Program<'info, Token>,
}

/// See [`crate::marketplace::sweep_fees`].
pub fn handler(ctx: Context<SweepFees>) -> Result<()> {
    let accounts = &ctx.accounts;
    let reservation = &accounts.reservation;
    let vault = &accounts.fee_vault;
    let (escrow, changed, event) = {
        let state = &mut *reservation.load_mut()?;
        let before = (state.charged, state.payable);
        state.settle(Clock::get()?.unix_timestamp)?;
        let mut escrow = Escrow::new(reservation, state, &accounts.escrow)?;
        let fees = escrow.record_fees(state, &mut *accounts.supplier_usage.load_mut()?, vault)?;
        let event = FeesSwept {
            reservation: reservation.key(),
            fees,
            totals: Totals::new(state, &escrow.owed),
        };
        let changed = before != (state.charged, state.payable);
        (escrow, changed || event.fees > 0, event)
    };
    escrow.pay_out(vault, event.fees)?;
    if changed {
        accounts.event_authority.emit(event)?;
    }
    Ok(())
}
