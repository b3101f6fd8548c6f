//! Stops new reservations of an offer, or allows them again.
//!
//! Who may call it: owner or operator of the supplier.
//!
//! 1. Raises the revision of the offer.
//! 2. Sets or clears its pause. Existing reservations go on.
//! 3. Emits `OfferChanged`.

use anchor_lang::prelude::*;

use super::edit_offer::EditOffer;
use crate::events::{Emit, OfferChanged};

/// See [`crate::marketplace::set_offer_paused`].
pub fn handler(ctx: Context<EditOffer>, paused: bool) -> Result<()> {
    let event = {
        let mut offer = ctx.accounts.offer.load_mut()?;
        offer.set_paused(paused)?;
        OfferChanged::new(ctx.accounts.offer.key(), &offer)
    };
    ctx.accounts.event_authority.emit(event)
}
