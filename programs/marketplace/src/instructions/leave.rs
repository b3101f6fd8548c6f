//! Ends a running reservation that was down for too long.

use anchor_lang::prelude::*;

use super::exit::*;
use crate::{error::MarketplaceError, events::Emit};

/// Accounts of `leave`.
#[event_cpi]
#[derive(Accounts)]
pub struct Leave<'info> {
    /// The renter.
    #[account(
        constraint = renter.key() == exit.reservation.load()?.renter @ MarketplaceError::NotRenter,
    )]
    pub renter: Signer<'info>,
    /// What ends.
    pub exit: Exit<'info>,
}

/// See [`crate::marketplace::leave`].
pub fn handler(ctx: Context<Leave>) -> Result<()> {
    let now = Clock::get()?.unix_timestamp;
    let exit = &ctx.accounts.exit;
    let event = exit.run(now, |reservation| reservation.leave(now))?;
    ctx.accounts.event_authority.emit(event)
}
