//! Ends a reservation whose time is over.

use anchor_lang::prelude::*;

use super::exit::*;
use crate::events::Emit;

/// Accounts of `end`.
#[event_cpi]
#[derive(Accounts)]
pub struct End<'info> {
    /// What ends.
    pub exit: Exit<'info>,
}

/// See [`crate::marketplace::end`].
pub fn handler(ctx: Context<End>) -> Result<()> {
    let now = Clock::get()?.unix_timestamp;
    let exit = &ctx.accounts.exit;
    let event = exit.run(now, |reservation| reservation.end(now))?;
    ctx.accounts.event_authority.emit(event)
}
