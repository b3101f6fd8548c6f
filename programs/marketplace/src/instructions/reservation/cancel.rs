//! Cancels a reservation that was not started in time.
//!
//! Who may call it: anyone.
//!
//! 1. Refuses unless the reservation waits for its start and the start window is over.
//! 2. Allocates everything to the renter, the fee too.
//! 3. Frees the GPUs at the offer and in the usage account, and counts the end in the record of service.
//! 4. Pays the renter what goes back, if its associated account can receive it; else it stays owed.
//! 5. Emits `Ended`. `close_reservation` closes the accounts.

use anchor_lang::prelude::*;

use crate::{events::Emit, instructions::shared::exit::*};

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
