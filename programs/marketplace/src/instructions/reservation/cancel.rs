//! Cancels a reservation that was not started in time.
//!
//! Who may call it: anyone.
//!
//! 1. Refuses unless the reservation is waiting to start and the start window is over.
//! 2. Allocates everything to the payer, including the fee.
//! 3. Frees the GPUs in the offer and in the usage account, and updates the service record.
//! 4. Refunds the payer if its associated account can receive; otherwise the refund stays owed.
//! 5. Emits `Ended`. `close_reservation` closes the accounts.

use anchor_lang::prelude::*;

use crate::{events::Emit, instructions::shared::exit::*};

/// Accounts of `cancel`.
#[event_cpi]
#[derive(Accounts)]
pub struct Cancel<'info> {
    /// Accounts that every end needs.
    pub exit: Exit<'info>,
}

/// See [`crate::marketplace::cancel`].
pub fn handler(ctx: Context<Cancel>) -> Result<()> {
    let now = Clock::get()?.unix_timestamp;
    let exit = &ctx.accounts.exit;
    let event = exit.run(now, |reservation| reservation.cancel(now))?;
    ctx.accounts.event_authority.emit(event)
}
