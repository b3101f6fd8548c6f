//! Cancels a redelegation request.
//!
//! Who may call it: the staker, who gets the rent.
//!
//! 1. Refuses a request of another staker.
//! 2. Closes the request. Emits nothing.

use anchor_lang::prelude::*;

use crate::{error::EmissionsError, state::Redelegation};

/// Accounts of `cancel_redelegation`.
#[derive(Accounts)]
pub struct CancelRedelegation<'info> {
    /// The staker, who gets the rent.
    #[account(mut)]
    pub staker: Signer<'info>,
    /// The request.
    #[account(mut, close = staker, has_one = staker @ EmissionsError::WrongRedelegation)]
    pub redelegation: AccountLoader<'info, Redelegation>,
}

/// See [`crate::emissions::cancel_redelegation`].
pub fn handler(_: Context<CancelRedelegation>) -> Result<()> {
    Ok(())
}
