//! Ends a slash that was not executed in time.
//!
//! Who may call it: anyone.
//!
//! 1. Refuses until the time to execute it is over.
//! 2. Ends the slash without taking anything. Own stake is free at once, a delegation's stake when it follows the
//!    slash.
//! 3. Emits `SlashDropped`.
//! 4. Closes the slash if no delegation still has to follow it; its rent goes back to its payer.

use anchor_lang::prelude::*;
use io_common::require;

use crate::{error::EmissionsError, events::Emit, instructions::shared::slash::*};

/// Accounts of `lapse_slash`.
#[event_cpi]
#[derive(Accounts)]
pub struct LapseSlash<'info> {
    /// Accounts that dropping a slash needs.
    pub dropping: Dropping<'info>,
}

/// See [`crate::emissions::lapse_slash`].
pub fn handler(ctx: Context<LapseSlash>) -> Result<()> {
    let dropping = &ctx.accounts.dropping;
    let lapses_at = dropping.slash.load()?.lapses_at;
    let over = Clock::get()?.unix_timestamp > lapses_at;
    require!(over, EmissionsError::SlashNotLapsed);
    let event = dropping.drop()?;
    ctx.accounts.event_authority.emit(event)?;
    close_if_over(&dropping.slash, &dropping.payer)
}
