//! Closes a supplier with nothing attested, reserved, staked or owed.
//!
//! Who may call it: the owner of the supplier.
//!
//! 1. Reads the number of open reservations from the usage account.
//! 2. Refuses unless the clock and the supplier are up to date (P-07).
//! 3. Refuses while a reservation or a slash is open, GPUs are attested, there is active or cooling stake, or rewards
//!    are owed.
//! 4. Emits `SupplierClosed`.
//! 5. Empties the account and pays its rent to the owner, except the rent of an empty account: the address is never
//!    used again.

use anchor_lang::prelude::*;
use io_common::{
    constants::epoch_hour, ids, rent, require, require_keys_eq, seeds, types::Supplier,
};

use crate::{
    error::EmissionsError,
    events::{Emit, SupplierClosed},
    instructions::shared::usage::read_usage,
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
    /// CHECK: the handler checks its type. An empty account without a type is left.
    #[account(mut, owner = crate::ID)]
    pub supplier: UncheckedAccount<'info>,
    /// The marketplace's usage account of the supplier. If it was never created, nothing is reserved.
    /// CHECK: the address is derived from its seeds.
    #[account(
        seeds = [seeds::SUPPLIER_USAGE, supplier.key().as_ref()], bump,
        seeds::program = ids::marketplace::ID,
    )]
    pub supplier_usage: UncheckedAccount<'info>,
}

/// See [`crate::emissions::close_supplier`].
pub fn handler(ctx: Context<CloseSupplier>) -> Result<()> {
    let accounts = &ctx.accounts;
    let now = Clock::get()?.unix_timestamp;
    // Reservations that are not closed may still owe the supplier, and read its payout wallet.
    let reservations = read_usage(&accounts.supplier_usage)?.open_reservations;
    {
        let mut data: &[u8] = &accounts.supplier.try_borrow_data()?;
        let supplier = Supplier::try_deserialize(&mut data)?;
        require_keys_eq!(
            supplier.owner,
            accounts.owner.key(),
            EmissionsError::NotOwner
        );
        units::require_current(&supplier, &*accounts.ledger.load()?, epoch_hour(now))?;
        let idle = reservations == 0
            && supplier.slashes.open_count == 0
            && !supplier.attestation.is_live(now)
            && supplier.stake.total()? == 0
            && supplier.rewards.owed == 0;
        require!(idle, EmissionsError::SupplierInUse);
    }
    accounts.event_authority.emit(SupplierClosed {
        supplier: accounts.supplier.key(),
    })?;
    entomb(&accounts.supplier, &accounts.owner)
}

/// Empties the account and pays out its rent, except that of an empty account, which stays permanently: no one can
/// register this address again. So nothing that refers to this supplier (an attestation, an offer, a redelegation
/// request) can ever refer to another. Lamports move last: no call may follow.
fn entomb(supplier: &AccountInfo, owner: &AccountInfo) -> Result<()> {
    supplier.resize(0)?;
    // If the rent rate has risen far enough, an empty account needs everything that this one holds.
    let stays = Rent::get()?.minimum_balance(0);
    rent::transfer(supplier, owner, supplier.lamports().saturating_sub(stays))
}
