//! Ends a reservation whose time is over.

use anchor_lang::prelude::*;

use super::exit::*;
use crate::events::Emit;

/// Accounts of `complete`.
#[event_cpi]
#[derive(Accounts)]
pub struct Complete<'info> {
    /// What ends.
    pub exit: Exit<'info>,
}

/// See [`crate::marketplace::complete`].
pub fn handler(ctx: Context<Complete>) -> Result<()> {
    let now = Clock::get()?.unix_timestamp;
    let exit = &ctx.accounts.exit;
    let event = exit.run(now, |reservation| reservation.complete(now))?;
    ctx.accounts.event_authority.emit(event)
}
