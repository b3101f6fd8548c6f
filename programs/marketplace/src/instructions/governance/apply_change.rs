//! Applies a proposed change.
//!
//! Who may call it: anyone, from 48 hours after the proposal, for 7 days.
//!
//! 1. Refuses before the 48 hours are over, after the 7 days, and if a newer decision on the same parameter is in
//!    force.
//! 2. Makes the change in the configuration. A reservation keeps the terms under which it was made.
//! 3. Emits `ChangeApplied`.
//! 4. Closes the proposal; its rent goes back to its payer.

use anchor_lang::prelude::*;
use io_common::CommonError;

use crate::{
    events::{ChangeApplied, Emit},
    state::{Config, Proposal},
};

/// Accounts of `apply_change`.
#[event_cpi]
#[derive(Accounts)]
pub struct ApplyChange<'info> {
    /// Configuration.
    #[account(mut)]
    pub config: AccountLoader<'info, Config>,
    /// The proposal.
    #[account(mut, dup, close = payer, has_one = payer @ CommonError::WrongPayer)]
    pub proposal: Account<'info, Proposal>,
    /// Rent payer; gets the rent back.
    /// CHECK: the address is checked; it only receives lamports.
    #[account(mut)]
    pub payer: UncheckedAccount<'info>,
}

/// See [`crate::marketplace::apply_change`].
pub fn handler(ctx: Context<ApplyChange>) -> Result<()> {
    let (accounts, now) = (&ctx.accounts, Clock::get()?.unix_timestamp);
    // P-07: a reservation keeps the terms under which it was made, so nothing has to be brought up to date.
    let proposal = &accounts.proposal;
    proposal.apply(&mut *accounts.config.load_mut()?, now)?;
    accounts.event_authority.emit(ChangeApplied {
        proposal: accounts.proposal.key(),
        change: accounts.proposal.change.clone(),
    })
}
