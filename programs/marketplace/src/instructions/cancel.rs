//! Cancels a reservation that was not started in time.

use anchor_lang::prelude::*;

use super::exit::*;
use crate::events::Emit;

/// Accounts of `cancel`.
#[event_cpi]
#[derive(Accounts)]
pub struct Cancel<'info> {
    /// What ends.
    pub exit: Exit<'info>,
}

/// See [`crate::marketplace::cancel`].
pub fn handler(ctx: Context<Cancel>) -> Result<()> {
    let now = Clock::get()?.unix_timestamp;
    let exit = &ctx.accounts.exit;
    let event = exit.run(now, |reservation| reservation.cancel(now))?;
    ctx.accounts.event_authority.emit(event)
}
