//! Pricing of reserved and of extended time.

use anchor_lang::prelude::*;
use io_common::{constants::HOUR, math::Checked, oracle::Price, require_gte};

use crate::{
    error::MarketplaceError,
    state::{meter, Config, Currency, Offer, Segment},
};

/// What a renter wants of an offer.
pub struct Wanted {
    /// GPUs.
    pub gpus: u32,
    /// Hours.
    pub hours: u32,
    /// What is paid with.
    pub currency: Currency,
}

/// A segment at the offer's current price, converted to IO by the price account.
pub fn segment(
    config: &Config,
    offer: &Offer,
    wanted: Wanted,
    price: Option<&UncheckedAccount>,
    now: i64,
) -> Result<Segment> {
    config.pause.require_off(now)?;
    // An offer made before the limit was lowered keeps to the new limit too.
    require_gte!(
        config.max_hours,
        wanted.hours,
        MarketplaceError::HoursOutOfRange
    );
    let price = match wanted.currency {
        Currency::Io => Some(read(config, price, now)?),
        Currency::Usdc => None,
    };
    let seconds = i64::from(wanted.hours).times(HOUR)?;
    Ok(Segment {
        rate: meter::rate(offer.price_micro_usd, wanted.gpus, price.as_ref())?,
        seconds: u32::try_from(seconds).map_err(|_| MarketplaceError::HoursOutOfRange)?,
    })
}

fn read(config: &Config, price: Option<&UncheckedAccount>, now: i64) -> Result<Price> {
    let account = price.ok_or(MarketplaceError::PriceMissing)?;
    let price = config
        .oracle
        .read(account.owner, &account.try_borrow_data()?, now)?;
    Ok(price)
}
