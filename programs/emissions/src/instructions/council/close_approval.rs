//! Closes approvals whose hour has passed.
//!
//! Who may call it: anyone.
//!
//! 1. Refuses within the hour for approvals.
//! 2. Closes the account; its rent goes to who paid it. Emits nothing.

use anchor_lang::prelude::*;
use io_common::{require, types::Approval, CommonError};

use crate::error::EmissionsError;

/// Accounts of `close_approval`.
#[derive(Accounts)]
pub struct CloseApproval<'info> {
    /// The approvals.
    #[account(mut, close = payer, has_one = payer @ CommonError::WrongApproval)]
    pub approval: AccountLoader<'info, Approval>,
    /// Who paid the rent, and gets it back.
    /// CHECK: its address; it gets lamports only.
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
