//! Ends a running reservation that was down for too long.

use anchor_lang::prelude::*;

use super::exit::*;
use crate::{error::MarketplaceError, events::Emit};

/// Accounts of `terminate_for_downtime`.
#[event_cpi]
#[derive(Accounts)]
pub struct TerminateForDowntime<'info> {
    /// The renter.
    #[account(
        constraint = renter.key() == exit.reservation.load()?.renter @ MarketplaceError::NotRenter,
    )]
    pub renter: Signer<'info>,
    /// What ends.
    pub exit: Exit<'info>,
}

/// See [`crate::marketplace::terminate_for_downtime`].
pub fn handler(ctx: Context<TerminateForDowntime>) -> Result<()> {
    let now = Clock::get()?.unix_timestamp;
    let exit = &ctx.accounts.exit;
    let event = exit.run(now, |reservation| reservation.terminate_for_downtime(now))?;
    ctx.accounts.event_authority.emit(event)
}
