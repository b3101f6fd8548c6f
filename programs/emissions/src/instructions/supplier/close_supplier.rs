//! Closes a supplier.

use anchor_lang::prelude::*;
use io_common::{constants::epoch_hour, ids, seeds, types::Supplier};

use crate::{
    error::EmissionsError,
    events::SupplierClosed,
    instructions::book::read_book,
    state::{units, Ledger},
};

/// Accounts of `close_supplier`.
#[event_cpi]
#[derive(Accounts)]
pub struct CloseSupplier<'info> {
    /// The supplier's owner, who gets the rent.
    #[account(mut)]
    pub owner: Signer<'info>,
    /// The ledger.
    pub ledger: AccountLoader<'info, Ledger>,
    /// The supplier.
    #[account(mut, close = owner, has_one = owner @ EmissionsError::NotOwner)]
    pub supplier: AccountLoader<'info, Supplier>,
    /// CHECK: the marketplace's book of the supplier; where none was opened, nothing is reserved.
    #[account(
        seeds = [seeds::BOOK, supplier.key().as_ref()], bump,
        seeds::program = ids::marketplace::ID,
    )]
    pub book: UncheckedAccount<'info>,
}

/// See [`crate::emissions::close_supplier`].
pub fn handler(ctx: Context<CloseSupplier>) -> Result<()> {
    let accounts = &ctx.accounts;
    let now = Clock::get()?.unix_timestamp;
    // Reservations that are not closed may still owe the supplier, and read where it is paid.
    let reservations = read_book(&accounts.book)?.open_reservations;
    {
        let supplier = accounts.supplier.load()?;
        units::require_current(&supplier, &*accounts.ledger.load()?, epoch_hour(now))?;
        // Old shares remember generations and losses: another supplier at this address must not begin them anew.
        let idle = reservations == 0
            && supplier.slashes.open_count == 0
            && supplier.slashes.generation == 0
            && supplier.stake.withheld_losses == 0
            && !supplier.lease.is_live(now)
            && supplier.stake.total()? == 0
            && supplier.rewards.owed == 0;
        require!(idle, EmissionsError::SupplierInUse);
    }
    emit_cpi!(SupplierClosed {
        supplier: accounts.supplier.key(),
    });
    Ok(())
}
