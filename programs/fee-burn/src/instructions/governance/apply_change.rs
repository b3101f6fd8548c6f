//! Applies a proposed change.
//!
//! Who may call it: anyone, from 48 hours after the proposal, for 7 days.
//!
//! 1. Refuses while anything of a lot is left: an auction ends on its own terms.
//! 2. Refuses before the 48 hours are over, after the 7 days, and if a newer decision on the same parameter is in
//!    force.
//! 3. Makes the change in the configuration.
//! 4. Emits `ChangeApplied`.
//! 5. Closes the proposal; its rent goes back to its payer.

use anchor_lang::prelude::*;
use io_common::{require, CommonError};

use crate::{
    error::FeeBurnError,
    events::{ChangeApplied, Emit},
    state::{Config, Engine, Proposal},
};

/// Accounts of `apply_change`.
#[event_cpi]
#[derive(Accounts)]
pub struct ApplyChange<'info> {
    /// Configuration.
    #[account(mut)]
    pub config: AccountLoader<'info, Config>,
    /// The engine.
    pub engine: AccountLoader<'info, Engine>,
    /// The proposal.
    #[account(mut, dup, close = payer, has_one = payer @ CommonError::WrongPayer)]
    pub proposal: Account<'info, Proposal>,
    /// Rent payer; gets the rent back.
    /// CHECK: the address is checked; it only receives lamports.
    #[account(mut)]
    pub payer: UncheckedAccount<'info>,
}

/// See [`crate::fee_burn::apply_change`].
pub fn handler(ctx: Context<ApplyChange>) -> Result<()> {
    let (accounts, now) = (&ctx.accounts, Clock::get()?.unix_timestamp);
    {
        // P-07: an auction ends on the terms on which it began. The bucket belongs to no one: the next opening fills
        // it by the parameters in force then.
        let left = accounts.engine.load()?.auction.left;
        require!(left == 0, FeeBurnError::LotLeft);
        let proposal = &accounts.proposal;
        proposal.apply(&mut *accounts.config.load_mut()?, now)?;
    }
    accounts.event_authority.emit(ChangeApplied {
        proposal: accounts.proposal.key(),
        change: accounts.proposal.change.clone(),
    })
}
