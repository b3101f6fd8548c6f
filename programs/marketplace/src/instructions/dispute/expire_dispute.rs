//! Ends a dispute that the council has not decided in time.
//!
//! Who may call it: anyone.
//!
//! 1. Refuses within the decision time.
//! 2. Unfreezes the disputed amount: it is paid as the meter counts.
//! 3. Splits the deposit: a part goes to the supplier, who was paid late, the rest to the payer.
//! 4. Pays the payer what it is owed, if its associated account can receive it.
//! 5. Emits `DisputeClosed`.

use anchor_lang::prelude::*;

use crate::{events::Emit, instructions::shared::ruling::*};

/// Accounts of `expire_dispute`.
#[event_cpi]
#[derive(Accounts)]
pub struct ExpireDispute<'info> {
    /// Accounts that ending a dispute needs.
    pub ruling: Ruling<'info>,
}

/// See [`crate::marketplace::expire_dispute`].
pub fn handler(ctx: Context<ExpireDispute>) -> Result<()> {
    let now = Clock::get()?.unix_timestamp;
    let ruling = &ctx.accounts.ruling;
    let event = ruling.run(None, |reservation| reservation.expire_dispute(now))?;
    ctx.accounts.event_authority.emit(event)
}
