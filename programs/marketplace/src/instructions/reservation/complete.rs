//! Ends a reservation whose time is over.
//!
//! Who may call it: anyone.
//!
//! 1. Refuses unless the meter runs and the reserved time is over.
//! 2. Charges what is no longer held back, and stops the meter at the end of the reserved time.
//! 3. Frees the GPUs in the offer and in the usage account.
//! 4. Refunds the payer if its associated account can receive; otherwise the refund stays owed.
//! 5. Emits `Ended`. The hold-back stays in the escrow until `close_reservation`.

use anchor_lang::prelude::*;

use crate::{events::Emit, instructions::shared::exit::*};

/// Accounts of `complete`.
#[event_cpi]
#[derive(Accounts)]
pub struct Complete<'info> {
    /// Accounts that every end needs.
    pub exit: Exit<'info>,
}

/// See [`crate::marketplace::complete`].
pub fn handler(ctx: Context<Complete>) -> Result<()> {
    let now = Clock::get()?.unix_timestamp;
    let exit = &ctx.accounts.exit;
    let event = exit.run(now, |reservation| reservation.complete(now))?;
    ctx.accounts.event_authority.emit(event)
}
