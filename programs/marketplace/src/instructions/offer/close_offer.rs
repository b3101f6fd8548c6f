//! Closes an offer without reserved GPUs.
//!
//! Who may call it: owner or operator of the supplier.
//!
//! 1. Refuses while GPUs of the offer are reserved: every end of a reservation needs the offer.
//! 2. Emits `OfferClosed`.
//! 3. Closes the account; its rent goes to the owner of the supplier.

use anchor_lang::prelude::*;
use io_common::{require, types::Supplier};

use crate::{
    error::MarketplaceError,
    events::{Emit, OfferClosed},
    state::{usage::may_serve, Offer},
};

/// Accounts of `close_offer`.
#[event_cpi]
#[derive(Accounts)]
pub struct CloseOffer<'info> {
    /// Owner or operator of the supplier.
    #[account(
        constraint = may_serve(&*supplier.load()?, authority.key) @ MarketplaceError::NotSupplier,
    )]
    pub authority: Signer<'info>,
    /// The supplier.
    pub supplier: AccountLoader<'info, Supplier>,
    /// The supplier's owner, who gets the rent.
    /// CHECK: the address is checked; it only receives lamports.
    #[account(mut, address = supplier.load()?.owner @ MarketplaceError::NotOwner)]
    pub owner: UncheckedAccount<'info>,
    /// The offer.
    #[account(mut, close = owner, has_one = supplier @ MarketplaceError::WrongSupplier)]
    pub offer: AccountLoader<'info, Offer>,
}

/// See [`crate::marketplace::close_offer`].
pub fn handler(ctx: Context<CloseOffer>) -> Result<()> {
    // Every end of a reservation needs its offer; nothing after the end does.
    let free = ctx.accounts.offer.load()?.reserved == 0;
    require!(free, MarketplaceError::OfferInUse);
    ctx.accounts.event_authority.emit(OfferClosed {
        offer: ctx.accounts.offer.key(),
    })
}
