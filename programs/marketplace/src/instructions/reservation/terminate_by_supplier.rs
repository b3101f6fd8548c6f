//! Ends a running reservation early, for the supplier.
//!
//! Who may call it: the owner of the supplier. It gives up earnings, which an operator may not do.
//!
//! 1. Refuses unless the meter runs and the reserved time is not over.
//! 2. Charges what is no longer held back and stops the meter. The time used is due, less as many of its last seconds
//!    as are missing of the notice, as far as they are held back.
//! 3. Frees the GPUs in the offer and in the usage account.
//! 4. Refunds the payer if its associated account can receive; otherwise the refund stays owed.
//! 5. Emits `Ended`. The hold-back stays in the escrow until `close_reservation`.

use anchor_lang::prelude::*;
use io_common::types::Supplier;

use crate::{error::MarketplaceError, events::Emit, instructions::shared::exit::*};

/// Accounts of `terminate_by_supplier`.
#[event_cpi]
#[derive(Accounts)]
pub struct TerminateBySupplier<'info> {
    /// Owner of the supplier. It gives up earnings, which an operator may not do.
    pub owner: Signer<'info>,
    /// The supplier.
    #[account(
        has_one = owner @ MarketplaceError::NotOwner,
        constraint = supplier.key() == exit.reservation.load()?.supplier
            @ MarketplaceError::WrongSupplier,
    )]
    pub supplier: AccountLoader<'info, Supplier>,
    /// Accounts that every end needs.
    pub exit: Exit<'info>,
}

/// See [`crate::marketplace::terminate_by_supplier`].
pub fn handler(ctx: Context<TerminateBySupplier>) -> Result<()> {
    let now = Clock::get()?.unix_timestamp;
    let exit = &ctx.accounts.exit;
    let event = exit.run(now, |reservation| reservation.terminate_by_supplier(now))?;
    ctx.accounts.event_authority.emit(event)
}
