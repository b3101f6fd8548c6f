//! Changes an offer, for future reservations.
//!
//! Who may call it: owner or operator of the supplier.
//!
//! 1. Raises the revision of the offer: a renter who has read the old one is refused.
//! 2. Writes the new GPUs, price, hours and currencies. Refuses an offer that no one could reserve.
//! 3. Emits `OfferChanged`. Existing reservations keep their terms.

use anchor_lang::prelude::*;
use io_common::types::Supplier;

use crate::{
    error::MarketplaceError,
    events::{Emit, OfferChanged},
    state::{usage::may_serve, Config, Offer, OfferArgs},
};

/// Accounts of `edit_offer` and `set_offer_paused`.
#[event_cpi]
#[derive(Accounts)]
pub struct EditOffer<'info> {
    /// Owner or operator of the supplier.
    #[account(
        constraint = may_serve(&*supplier.load()?, authority.key) @ MarketplaceError::NotSupplier,
    )]
    pub authority: Signer<'info>,
    /// Configuration.
    pub config: AccountLoader<'info, Config>,
    /// The supplier.
    pub supplier: AccountLoader<'info, Supplier>,
    /// The offer.
    #[account(mut, has_one = supplier @ MarketplaceError::WrongSupplier)]
    pub offer: AccountLoader<'info, Offer>,
}

/// See [`crate::marketplace::edit_offer`].
pub fn handler(ctx: Context<EditOffer>, args: OfferArgs) -> Result<()> {
    let longest = ctx.accounts.config.load()?.max_hours;
    let event = {
        let mut offer = ctx.accounts.offer.load_mut()?;
        offer.edit(&args, longest)?;
        OfferChanged::new(ctx.accounts.offer.key(), &offer)
    };
    ctx.accounts.event_authority.emit(event)
}
