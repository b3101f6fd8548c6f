//! Declines a reservation that has not started.
//!
//! Who may call it: owner or operator of the supplier.
//!
//! 1. Refuses unless the reservation is waiting to start.
//! 2. Allocates everything to the payer, including the fee. After the start window, the recorded reason is that it
//!    was not started.
//! 3. Frees the GPUs in the offer and in the usage account, and updates the service record.
//! 4. Refunds the payer if its associated account can receive; otherwise the refund stays owed.
//! 5. Emits `Ended`. `close_reservation` closes the accounts.

use anchor_lang::prelude::*;
use io_common::types::Supplier;

use crate::{
    error::MarketplaceError, events::Emit, instructions::shared::exit::*, state::usage::may_serve,
};

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
    /// Accounts that every end needs.
    pub exit: Exit<'info>,
}

/// See [`crate::marketplace::decline`].
pub fn handler(ctx: Context<Decline>) -> Result<()> {
    let now = Clock::get()?.unix_timestamp;
    let exit = &ctx.accounts.exit;
    let event = exit.run(now, |reservation| reservation.decline(now))?;
    ctx.accounts.event_authority.emit(event)
}
