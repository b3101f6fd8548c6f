//! Proposes a new owner of a supplier.
//!
//! Who may call it: the owner of the supplier.
//!
//! 1. Writes the proposed owner; the zero address clears it.
//! 2. Emits `OwnerProposed`.

use anchor_lang::prelude::*;

use super::UpdateSupplier;
use crate::events::{Emit, OwnerProposed};

/// See [`crate::emissions::propose_owner`].
pub fn handler(ctx: Context<UpdateSupplier>, owner: Pubkey) -> Result<()> {
    ctx.accounts.supplier.load_mut()?.pending_owner = owner;
    ctx.accounts.event_authority.emit(OwnerProposed {
        supplier: ctx.accounts.supplier.key(),
        owner,
    })
}
