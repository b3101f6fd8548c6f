//! Ends a running reservation early, for the renter.
//!
//! Who may call it: the renter or the payer.
//!
//! 1. Refuses unless the meter runs and the reserved time is not over.
//! 2. Charges what is no longer held back and stops the meter. The time used is due, and at least the minimum time;
//!    within the grace period only the time used.
//! 3. Frees the GPUs in the offer and in the usage account.
//! 4. Refunds the payer if its associated account can receive; otherwise the refund stays owed.
//! 5. Emits `Ended`. The hold-back stays in the escrow until `close_reservation`.

use anchor_lang::prelude::*;

use crate::{error::MarketplaceError, events::Emit, instructions::shared::exit::*};

/// Accounts of `terminate`.
#[event_cpi]
#[derive(Accounts)]
pub struct Terminate<'info> {
    /// The renter or the payer.
    #[account(
        constraint = exit.reservation.load()?.may_terminate(authority.key)
            @ MarketplaceError::NotRenter,
    )]
    pub authority: Signer<'info>,
    /// Accounts that every end needs.
    pub exit: Exit<'info>,
}

/// See [`crate::marketplace::terminate`].
pub fn handler(ctx: Context<Terminate>) -> Result<()> {
    let now = Clock::get()?.unix_timestamp;
    let exit = &ctx.accounts.exit;
    let event = exit.run(now, |reservation| reservation.terminate(now))?;
    ctx.accounts.event_authority.emit(event)
}
