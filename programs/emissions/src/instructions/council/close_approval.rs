//! Closes an approval whose window is over.
//!
//! Who may call it: anyone.
//!
//! 1. Refuses within the approval window.
//! 2. Closes the account; its rent goes back to its payer. Emits nothing.

use anchor_lang::prelude::*;
use io_common::{require, types::Approval, CommonError};

use crate::error::EmissionsError;

/// Accounts of `close_approval`.
#[derive(Accounts)]
pub struct CloseApproval<'info> {
    /// The approval account.
    #[account(mut, close = payer, has_one = payer @ CommonError::WrongApproval)]
    pub approval: AccountLoader<'info, Approval>,
    /// Paid the rent; gets it back.
    /// CHECK: the address is checked; it only receives lamports.
    #[account(mut)]
    pub payer: UncheckedAccount<'info>,
}

/// See [`crate::emissions::close_approval`].
pub fn handler(ctx: Context<CloseApproval>) -> Result<()> {
    let over = ctx
        .accounts
        .approval
        .load()?
        .is_over(Clock::get()?.unix_timestamp);
    require!(over, EmissionsError::ApprovalOpen);
    Ok(())
}
