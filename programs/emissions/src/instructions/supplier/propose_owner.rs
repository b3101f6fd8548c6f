//! Names who may become the owner of a supplier.

use anchor_lang::prelude::*;
use io_common::types::Supplier;

use crate::{
    error::EmissionsError,
    events::{Emit, OwnerProposed},
};

/// Accounts of `propose_owner`.
#[event_cpi]
#[derive(Accounts)]
pub struct ProposeOwner<'info> {
    /// The supplier's owner.
    pub owner: Signer<'info>,
    /// The supplier.
    #[account(mut, has_one = owner @ EmissionsError::NotOwner)]
    pub supplier: AccountLoader<'info, Supplier>,
}

/// See [`crate::emissions::propose_owner`].
pub fn handler(ctx: Context<ProposeOwner>, owner: Pubkey) -> Result<()> {
    ctx.accounts.supplier.load_mut()?.pending_owner = owner;
    ctx.accounts.event_authority.emit(OwnerProposed {
        supplier: ctx.accounts.supplier.key(),
        owner,
    })
}
