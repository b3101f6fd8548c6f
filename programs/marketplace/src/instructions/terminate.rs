//! Ends a running reservation for the renter.

use anchor_lang::prelude::*;

use super::exit::*;
use crate::{error::MarketplaceError, events::Emit};

/// Accounts of `terminate`.
#[event_cpi]
#[derive(Accounts)]
pub struct Terminate<'info> {
    /// The renter.
    #[account(
        constraint = renter.key() == exit.reservation.load()?.renter @ MarketplaceError::NotRenter,
    )]
    pub renter: Signer<'info>,
    /// What ends.
    pub exit: Exit<'info>,
}

/// See [`crate::marketplace::terminate`].
pub fn handler(ctx: Context<Terminate>) -> Result<()> {
    let now = Clock::get()?.unix_timestamp;
    let exit = &ctx.accounts.exit;
    let event = exit.run(now, |reservation| reservation.terminate(now))?;
    ctx.accounts.event_authority.emit(event)
}
