//! Cancels a proposed change, or closes a lapsed one.
//!
//! Who may call it: authority or guardian; anyone once the proposal has lapsed.
//!
//! 1. Refuses anyone but authority and guardian until the proposal has lapsed.
//! 2. Emits `ChangeCancelled`.
//! 3. Closes the proposal; its rent goes back to its payer.

use anchor_lang::prelude::*;
use io_common::CommonError;

use crate::{
    events::{ChangeCancelled, Emit},
    state::{Config, Proposal},
};

/// Accounts of `cancel_change`.
#[event_cpi]
#[derive(Accounts)]
pub struct CancelChange<'info> {
    /// Authority or guardian; anyone once the proposal has lapsed.
    pub signer: Signer<'info>,
    /// Configuration.
    pub config: AccountLoader<'info, Config>,
    /// The proposal.
    #[account(mut, dup, close = payer, has_one = payer @ CommonError::WrongPayer)]
    pub proposal: Account<'info, Proposal>,
    /// Rent payer; gets the rent back.
    /// CHECK: the address is checked; it only receives lamports.
    #[account(mut)]
    pub payer: UncheckedAccount<'info>,
}

/// See [`crate::fee_burn::cancel_change`].
pub fn handler(ctx: Context<CancelChange>) -> Result<()> {
    let accounts = &ctx.accounts;
    if !accounts
        .proposal
        .timelock
        .is_over(Clock::get()?.unix_timestamp)
    {
        let config = accounts.config.load()?;
        config.roles.require_guardian(accounts.signer.key)?;
    }
    accounts.event_authority.emit(ChangeCancelled {
        proposal: accounts.proposal.key(),
    })
}
