//! Ends a running reservation for the supplier.

use anchor_lang::prelude::*;
use io_common::types::Supplier;

use super::exit::*;
use crate::{error::MarketplaceError, events::Emit};

/// Accounts of `terminate_by_supplier`.
#[event_cpi]
#[derive(Accounts)]
pub struct TerminateBySupplier<'info> {
    /// Owner of the supplier: it gives earnings away, which is more than an operator may do.
    pub owner: Signer<'info>,
    /// The supplier.
    #[account(
        has_one = owner @ MarketplaceError::NotOwner,
        constraint = supplier.key() == exit.reservation.load()?.supplier
            @ MarketplaceError::WrongSupplier,
    )]
    pub supplier: AccountLoader<'info, Supplier>,
    /// What ends.
    pub exit: Exit<'info>,
}

/// See [`crate::marketplace::terminate_by_supplier`].
pub fn handler(ctx: Context<TerminateBySupplier>) -> Result<()> {
    let now = Clock::get()?.unix_timestamp;
    let exit = &ctx.accounts.exit;
    let event = exit.run(now, |reservation| reservation.terminate_by_supplier(now))?;
    ctx.accounts.event_authority.emit(event)
}
