//! Ends a dispute that the council has not decided.

use anchor_lang::prelude::*;

use super::ruling::*;
use crate::events::Emit;

/// Accounts of `expire_dispute`.
#[event_cpi]
#[derive(Accounts)]
pub struct ExpireDispute<'info> {
    /// What ends.
    pub ruling: Ruling<'info>,
}

/// See [`crate::marketplace::expire_dispute`].
pub fn handler(ctx: Context<ExpireDispute>) -> Result<()> {
    let now = Clock::get()?.unix_timestamp;
    let ruling = &ctx.accounts.ruling;
    let event = ruling.run(None, |reservation| reservation.expire_dispute(now))?;
    ctx.accounts.event_authority.emit(event)
}
