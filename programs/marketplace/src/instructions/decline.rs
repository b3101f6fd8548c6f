//! Gives back a reservation that the supplier does not want.

use anchor_lang::prelude::*;
use io_common::types::Supplier;

use super::exit::*;
use crate::{error::MarketplaceError, events::Emit, state::usage::may_serve};

/// Accounts of `decline`.
#[event_cpi]
#[derive(Accounts)]
pub struct Decline<'info> {
    /// Owner or operator of the supplier.
    #[account(
        constraint = may_serve(&*supplier.load()?, authority.key) @ MarketplaceError::NotSupplier,
    )]
    pub authority: Signer<'info>,
    /// The supplier.
    #[account(
        constraint = supplier.key() == exit.reservation.load()?.supplier
            @ MarketplaceError::WrongSupplier,
    )]
    pub supplier: AccountLoader<'info, Supplier>,
    /// What ends.
    pub exit: Exit<'info>,
}

/// See [`crate::marketplace::decline`].
pub fn handler(ctx: Context<Decline>) -> Result<()> {
    let now = Clock::get()?.unix_timestamp;
    let exit = &ctx.accounts.exit;
    let event = exit.run(now, |reservation| reservation.decline(now))?;
    ctx.accounts.event_authority.emit(event)
}
