//! Pays the supplier what has been used, all but the hold-back.

use anchor_lang::prelude::*;
use anchor_spl::token::{Token, TokenAccount};
use io_common::types::Supplier;

use super::payment::{is_escrow, pay_leg};
use crate::{
    error::MarketplaceError,
    events::{Settled, Totals},
    state::{Leg, Reservation},
};

/// Accounts of `settle`.
#[event_cpi]
#[derive(Accounts)]
pub struct Settle<'info> {
    /// The reservation.
    #[account(mut, has_one = supplier @ MarketplaceError::WrongSupplier)]
    pub reservation: AccountLoader<'info, Reservation>,
    /// Its supplier.
    pub supplier: AccountLoader<'info, Supplier>,
    /// Its escrow.
    #[account(
        mut,
        constraint = is_escrow(&escrow.key(), &reservation)? @ MarketplaceError::WrongEscrow,
    )]
    pub escrow: Account<'info, TokenAccount>,
    /// CHECK: the associated account of the payout wallet; if it cannot receive, the payment stays owed.
    #[account(mut)]
    pub supplier_tokens: UncheckedAccount<'info>,
    /// The classic token program.
    pub token_program: Program<'info, Token>,
}

/// See [`crate::marketplace::settle`].
pub fn handler(ctx: Context<Settle>) -> Result<()> {
    let accounts = &ctx.accounts;
    let reservation = &accounts.reservation;
    let earned = {
        let mut reservation = reservation.load_mut()?;
        let before = reservation.charged;
        reservation.settle(Clock::get()?.unix_timestamp)?;
        reservation.invariant()?;
        reservation.charged > before
    };
    let payout = accounts.supplier.load()?.payout;
    let (escrow, destination) = (&accounts.escrow, &accounts.supplier_tokens);
    let paid = pay_leg(reservation, escrow, &payout, destination, Leg::Supplier)?;
    if earned || paid > 0 {
        let totals = Totals::new(&*reservation.load()?)?;
        emit_cpi!(Settled {
            reservation: reservation.key(),
            paid,
            totals,
        });
    }
    Ok(())
}
