//! What time at an offer costs: the one place where a client computes it, by the program's own arithmetic.

use anchor_lang::prelude::Pubkey;
use io_common::{constants::HOUR, oracle::Price};
use marketplace::{
    quote::{self, Cost, Least},
    state::{meter, Config, Currency, Offer, Segment, Terms},
};
use solana_account::Account;

use super::Refusal;

/// What a renter wants of an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// GPUs.
    pub gpus: u32,
    /// Hours.
    pub hours: u32,
    /// What is paid with.
    pub currency: Currency,
}

/// Time at an offer's present price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time {
    /// Its rate and seconds.
    pub segment: Segment,
    /// Pico-USD for one IO that the rate is converted at, where IO is paid.
    pub io_price: Option<u64>,
}

/// A reservation at an offer's present price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quote {
    /// The time.
    pub time: Time,
    /// What it costs.
    pub cost: Cost,
    /// What is due at least.
    pub least: Least,
    /// The terms that it keeps.
    pub terms: Terms,
    /// Lamports that its payer deposits for the one who closes it.
    pub bounty: u64,
}

impl Quote {
    /// Fees of both sides, in base units, if all of it is used.
    pub fn fees(&self) -> u64 {
        self.cost.total.saturating_sub(self.cost.supplier_gets)
    }
}

/// The price of IO that this account gives at unix time `now`.
///
/// # Errors
/// [`Refusal::NoPrice`], or [`Refusal::Price`] with an error of [`io_common::oracle::OraclePolicy::read`].
pub fn price(config: &Config, account: Option<&Account>, now: i64) -> Result<Price, Refusal> {
    let account = account.ok_or(Refusal::NoPrice)?;
    let price = config.oracle.read(&account.owner, &account.data, now);
    price.map_err(Refusal::Price)
}

/// What `wanted` comes to in time and rate, in IO at this price.
///
/// # Errors
/// [`Refusal::NoPrice`] in IO without a price; `MathOverflow` above 64 bits, `OracleConfidence` if the price is nothing but
/// uncertainty.
pub fn time(offer: &Offer, wanted: Wanted, price: Option<&Price>) -> Result<Time, Refusal> {
    let price = match wanted.currency {
        Currency::Io => Some(price.ok_or(Refusal::NoPrice)?),
        Currency::Usdc => None,
    };
    let rate = meter::rate(offer.price_micro_usd, wanted.gpus, price)?;
    let seconds = wanted.hours.saturating_mul(HOUR as u32);
    Ok(Time {
        segment: Segment { rate, seconds },
        io_price: price.map(Price::conservative).transpose()?,
    })
}

/// What reserving `wanted` comes to, in IO at this price.
///
/// # Errors
/// As [`time`].
pub fn price_offer(
    config: &Config,
    offer: &Offer,
    wanted: Wanted,
    price: Option<&Price>,
) -> Result<Quote, Refusal> {
    let time = time(offer, wanted, price)?;
    let terms = config.terms(wanted.currency)?;
    let terms = terms.reserved(time.segment.seconds, offer.min_hours, offer.notice_hours)?;
    Ok(Quote {
        time,
        cost: quote::cost(time.segment, &terms)?,
        least: quote::least_due(time.segment, &terms)?,
        terms,
        bounty: config.bounty,
    })
}

/// The most that may be locked unless another limit is named, in base units: `total`, and in IO, whose price may move until then,
/// 1 % more, rounded up.
pub fn limit(currency: Currency, total: u64) -> u64 {
    match currency {
        Currency::Usdc => total,
        Currency::Io => total.saturating_add(total.div_ceil(100)),
    }
}

/// `given`, or else [`limit`], if it holds what it costs now, and so does the wallet of `owner`.
pub(super) fn within(
    currency: Currency,
    given: Option<u64>,
    total: u64,
    (owner, held): (Pubkey, u64),
) -> Result<u64, Refusal> {
    let limit = given.unwrap_or_else(|| limit(currency, total));
    if total > limit {
        return Err(Refusal::Limit { total, limit });
    }
    if total > held {
        return Err(Refusal::Balance {
            owner,
            needed: total,
            held,
        });
    }
    Ok(limit)
}

/// The price account, where one is needed.
pub(super) fn price_account(currency: Currency, account: Pubkey) -> Option<Pubkey> {
    (currency == Currency::Io).then_some(account)
}
