//! Pricing of reserved and of extended time.

use anchor_lang::prelude::*;
use io_common::{constants::HOUR, math::Checked, oracle::Price, require_gte};

use crate::{
    error::MarketplaceError,
    state::{meter, Config, Currency, Offer, Segment},
};

/// A segment for `gpus` GPUs at the offer's current price, converted to IO by the price account.
pub fn segment(
    config: &Config,
    offer: &Offer,
    (gpus, hours, currency): (u32, u32, Currency),
    price: Option<&UncheckedAccount>,
    now: i64,
) -> Result<Segment> {
    config.pause.require_off(now)?;
    // An offer made before the limit was lowered keeps to the new limit too.
    require_gte!(config.max_hours, hours, MarketplaceError::HoursOutOfRange);
    let price = match currency {
        Currency::Io => Some(read(config, price, now)?),
        Currency::Usdc => None,
    };
    let seconds = i64::from(hours).times(HOUR)?;
    Ok(Segment {
        rate: meter::rate(offer.price_micro_usd, gpus, price.as_ref())?,
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
