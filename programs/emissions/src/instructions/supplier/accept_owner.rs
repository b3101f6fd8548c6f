//! Makes the proposed owner the owner of a supplier and of its own stake.
//!
//! Who may call it: the proposed owner.
//!
//! 1. Writes the signer as owner and clears the proposed owner. Unstake requests stay with their holder.
//! 2. Takes the votes from own stake for 14 days: the previous owner may have voted with it (P-21).
//! 3. Emits `OwnerChanged`.

use anchor_lang::prelude::*;
use io_common::{math::Checked, types::Supplier};

use crate::{
    constants::OWN_VOTES_DELAY,
    error::EmissionsError,
    events::{Emit, OwnerChanged},
};

/// Accounts of `accept_owner`.
#[event_cpi]
#[derive(Accounts)]
pub struct AcceptOwner<'info> {
    /// The proposed owner.
    pub pending_owner: Signer<'info>,
    /// The supplier.
    #[account(mut, has_one = pending_owner @ EmissionsError::NotProposed)]
    pub supplier: AccountLoader<'info, Supplier>,
}

/// See [`crate::emissions::accept_owner`].
pub fn handler(ctx: Context<AcceptOwner>) -> Result<()> {
    let owner = ctx.accounts.pending_owner.key();
    let now = Clock::get()?.unix_timestamp;
    {
        let mut supplier = ctx.accounts.supplier.load_mut()?;
        (supplier.owner, supplier.pending_owner) = (owner, Pubkey::default());
        supplier.own_votes_at = now.plus(OWN_VOTES_DELAY)?;
    }
    ctx.accounts.event_authority.emit(OwnerChanged {
        supplier: ctx.accounts.supplier.key(),
        owner,
    })
}
