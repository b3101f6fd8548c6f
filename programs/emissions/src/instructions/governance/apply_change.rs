//! Applies a proposed change.
//!
//! Who may call it: anyone, from 48 hours after the proposal, for 7 days.
//!
//! 1. Refuses unless the clock is in the current hour: earlier hours are counted under the old value.
//! 2. Refuses before the 48 hours are over, after the 7 days, and if a newer decision on the same parameter is in
//!    force.
//! 3. Makes the change: in the configuration, the table of models or the council.
//! 4. Emits `ChangeApplied`.
//! 5. Closes the proposal; its rent goes back to its payer.

use anchor_lang::prelude::*;
use io_common::{constants::epoch_hour, require, types::Council, CommonError};

use crate::{
    error::EmissionsError,
    events::{ChangeApplied, Emit},
    state::{Config, Ledger, Models, Proposal},
};

/// Accounts of `apply_change`.
#[event_cpi]
#[derive(Accounts)]
pub struct ApplyChange<'info> {
    /// Configuration.
    #[account(mut)]
    pub config: AccountLoader<'info, Config>,
    /// The ledger.
    pub ledger: AccountLoader<'info, Ledger>,
    /// The table of models.
    #[account(mut)]
    pub models: AccountLoader<'info, Models>,
    /// The council.
    #[account(mut)]
    pub council: AccountLoader<'info, Council>,
    /// The proposal.
    #[account(mut, dup, close = payer, has_one = payer @ CommonError::WrongPayer)]
    pub proposal: Account<'info, Proposal>,
    /// Rent payer; gets the rent back.
    /// CHECK: the address is checked; it only receives lamports.
    #[account(mut)]
    pub payer: UncheckedAccount<'info>,
}

/// See [`crate::emissions::apply_change`].
pub fn handler(ctx: Context<ApplyChange>) -> Result<()> {
    let (accounts, now) = (&ctx.accounts, Clock::get()?.unix_timestamp);
    {
        // P-07: hours before the change are counted under the old value.
        let ledger = accounts.ledger.load()?;
        let current = !ledger.is_launched() || ledger.hour == epoch_hour(now);
        require!(current, EmissionsError::AdvanceClockFirst);
        accounts.proposal.apply(
            &mut *accounts.config.load_mut()?,
            &mut *accounts.models.load_mut()?,
            &mut *accounts.council.load_mut()?,
            now,
        )?;
    }
    accounts.event_authority.emit(ChangeApplied {
        proposal: accounts.proposal.key(),
        change: accounts.proposal.change.clone(),
    })
}
