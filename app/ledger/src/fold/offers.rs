//! Offers.

use anchor_lang::prelude::Pubkey;
use marketplace::events::{OfferChanged, OfferCreated};

use super::Done;
use crate::{draft::Draft, rows::Offer, value::Amount, Key};

pub fn create(draft: &mut Draft, time: i64, it: &OfferCreated) {
    let offer = Offer {
        address: it.offer.into(),
        supplier: it.supplier.into(),
        model: it.model,
        gpus: it.gpus,
        price_micro_usd: Amount(it.price_micro_usd),
        currencies: it.currencies,
        created_at: time,
        ..Offer::default()
    };
    draft.put(Key::Offer(it.offer), offer);
}

pub fn edit(draft: &mut Draft, it: &OfferChanged) -> Done {
    draft.change(Key::Offer(it.offer), |offer: &mut Offer| {
        (offer.revision, offer.gpus, offer.paused) = (it.revision, it.gpus, it.paused);
        offer.price_micro_usd = Amount(it.price_micro_usd);
        offer.currencies = it.currencies;
        Ok(())
    })
}

pub fn close(draft: &mut Draft, offer: &Pubkey) -> Done {
    draft.change(Key::Offer(*offer), |offer: &mut Offer| {
        offer.closed = true;
        Ok(())
    })
}
