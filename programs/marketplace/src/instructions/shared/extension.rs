//! More time for a running reservation, as `extend` and `extend_by_autopay` sell it.

use anchor_lang::prelude::*;
use io_common::{
    math::Checked,
    types::{Supplier, SupplierUsage},
};

use super::pricing::{self, Wanted};
use crate::{
    events::{Extended, Totals},
    state::{usage, Config, Offer, Reservation},
};

/// What decides whether more time can be sold, and its price.
pub struct Sale<'a, 'info> {
    /// Configuration.
    pub config: &'a AccountLoader<'info, Config>,
    /// The supplier.
    pub supplier: &'a AccountLoader<'info, Supplier>,
    /// Its usage account.
    pub supplier_usage: &'a AccountLoader<'info, SupplierUsage>,
    /// The offer.
    pub offer: &'a AccountLoader<'info, Offer>,
    /// The IO/USD price, for a reservation in IO.
    pub price: Option<&'a UncheckedAccount<'info>>,
}

impl Sale<'_, '_> {
    /// Adds `hours` at the price of the offer at `revision`, if they can be sold now. `locked` of the event is what the
    /// payer owes for them.
    pub fn add(
        &self,
        (address, reservation): (Pubkey, &mut Reservation),
        hours: u32,
        revision: u32,
        now: i64,
    ) -> Result<Extended> {
        let (config, offer) = (self.config.load()?, self.offer.load()?);
        let currency = reservation.currency()?;
        offer.accept_more(hours, currency, revision, &reservation.terms)?;
        usage::require_sold(&*self.supplier_usage.load()?, &*self.supplier.load()?, now)?;

        let wanted = Wanted {
            gpus: reservation.gpus,
            hours,
            currency,
        };
        let segment = pricing::segment(&config, &offer, wanted, self.price, now)?;
        let locked = reservation.extend(segment, now)?;
        let ends_at = reservation.ends_at()?;
        offer.accept_end(ends_at.minus(now)?, currency, config.max_hours)?;
        let owed = reservation.invariant()?;
        Ok(Extended {
            reservation: address,
            seconds: segment.seconds,
            rate: segment.rate,
            locked,
            ends_at,
            autopay_left: None,
            totals: Totals::new(reservation, &owed),
        })
    }
}
