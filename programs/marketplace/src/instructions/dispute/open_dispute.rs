//! Freezes the hold-back until the council decides.
//!
//! Who may call it: the payer of the reservation.
//!
//! 1. Charges what is no longer held back.
//! 2. Freezes all metered time that is neither charged nor decided. Refuses if there is none, or if a dispute is
//!    open.
//! 3. Computes the deposit. Refuses above the payer's maximum.
//! 4. Moves the deposit from the payer to the escrow.
//! 5. Emits `DisputeOpened`.

use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_common::{
    require_gte,
    token::{self, TokenAccount},
};

use crate::{
    error::MarketplaceError,
    events::{DisputeOpened, Emit, Totals},
    instructions::shared::payment::is_escrow,
    state::Reservation,
};

/// Accounts of `open_dispute`.
#[event_cpi]
#[derive(Accounts)]
pub struct OpenDispute<'info> {
    /// The payer of the reservation, who pays the deposit.
    pub payer: Signer<'info>,
    /// The reservation.
    #[account(mut, has_one = payer @ MarketplaceError::NotPayer)]
    pub reservation: AccountLoader<'info, Reservation>,
    /// Its escrow.
    #[account(
        mut, dup,
        constraint = is_escrow(&escrow.key(), &reservation)? @ MarketplaceError::WrongEscrow,
    )]
    pub escrow: Account<'info, TokenAccount>,
    /// Source of the payer's tokens.
    /// CHECK: the token program checks mint and owner.
    #[account(mut)]
    pub payer_tokens: UncheckedAccount<'info>,
    /// The classic token program.
    pub token_program: Program<'info, Token>,
}

/// See [`crate::marketplace::open_dispute`].
pub fn handler(ctx: Context<OpenDispute>, max_deposit: u64) -> Result<()> {
    let accounts = &ctx.accounts;
    let event = {
        let mut reservation = accounts.reservation.load_mut()?;
        let deposit = reservation.open_dispute(Clock::get()?.unix_timestamp)?;
        require_gte!(max_deposit, deposit, MarketplaceError::CostAboveMaximum);
        let owed = reservation.invariant()?;
        DisputeOpened {
            reservation: accounts.reservation.key(),
            frozen: reservation.frozen(u32::MAX)?,
            decides_until: reservation.decides_until()?,
            totals: Totals::new(&reservation, &owed),
        }
    };
    let (from, escrow) = (&accounts.payer_tokens, &accounts.escrow);
    token::transfer(from, escrow, &accounts.payer, event.totals.deposit, &[])?;
    accounts.event_authority.emit(event)
}
