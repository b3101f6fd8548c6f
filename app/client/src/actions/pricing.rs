//! Cost of time at an offer: the only place where a client computes it, with the program's own arithmetic.

use anchor_lang::prelude::Pubkey;
use io_common::{
    constants::HOUR,
    oracle::{OraclePolicy, Price},
};
use marketplace::{
    quote::{self, Cost, Least},
    state::{meter, Config, Currency, Offer, Segment, Terms},
};
use solana_account::Account;

use super::Refusal;

/// What a renter wants to reserve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// GPUs.
    pub gpus: u32,
    /// Hours.
    pub hours: u32,
    /// Currency of the payment.
    pub currency: Currency,
}

/// Time at the offer's current price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time {
    /// Its rate and seconds.
    pub segment: Segment,
    /// Price at which the rate is converted to IO, in pico-USD for one IO; none for USDC.
    pub io_price: Option<u64>,
}

/// A reservation at the offer's current price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quote {
    /// The time.
    pub time: Time,
    /// Its cost.
    pub cost: Cost,
    /// The minimum due.
    pub least: Least,
    /// Its terms, which never change.
    pub terms: Terms,
    /// Lamports that its payer deposits for the sender of `close_reservation`.
    pub bounty: u64,
}

impl Quote {
    /// Fees of both sides if all of the time is used, in base units.
    pub fn fees(&self) -> u64 {
        self.cost.total.saturating_sub(self.cost.supplier_gets)
    }
}

/// The price of IO in this account at unix time `now`.
///
/// # Errors
/// [`Refusal::NoPrice`], or [`Refusal::Price`] with an error of [`io_common::oracle::OraclePolicy::read`].
pub fn price(config: &Config, account: Option<&Account>, now: i64) -> Result<Price, Refusal> {
    read(&config.oracle, account, now)
}

/// The same by the limits of another program.
///
/// # Errors
/// As [`price`].
pub fn read(policy: &OraclePolicy, account: Option<&Account>, now: i64) -> Result<Price, Refusal> {
    let account = account.ok_or(Refusal::NoPrice)?;
    let price = policy.read(&account.owner, &account.data, now);
    price.map_err(Refusal::Price)
}

/// Time and rate of `wanted`, in IO at this price.
///
/// # Errors
/// [`Refusal::NoPrice`] in IO without a price; `MathOverflow` above 64 bits, `OracleConfidence` if the confidence
/// interval reaches zero.
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

/// Cost of reserving `wanted`, in IO at this price.
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

/// Default maximum to lock, in base units: `total`; in IO, whose price may move, 1 % more, rounded up.
pub fn limit(currency: Currency, total: u64) -> u64 {
    match currency {
        Currency::Usdc => total,
        Currency::Io => total.saturating_add(total.div_ceil(100)),
    }
}

/// A wallet of the currency.
pub(super) struct Wallet {
    /// Whose it is.
    pub owner: Pubkey,
    /// Base units in it.
    pub held: u64,
}

/// `given`, or else [`limit`]. Refuses if that or the wallet is below the current cost.
pub(super) fn within(
    currency: Currency,
    given: Option<u64>,
    total: u64,
    wallet: Wallet,
) -> Result<u64, Refusal> {
    let limit = given.unwrap_or_else(|| limit(currency, total));
    if total > limit {
        return Err(Refusal::Limit { total, limit });
    }
    let Wallet { owner, held } = wallet;
    if total > held {
        return Err(Refusal::Balance {
            owner,
            needed: total,
            held,
        });
    }
    Ok(limit)
}

/// The price account, if one is needed.
pub(super) fn price_account(currency: Currency, account: Pubkey) -> Option<Pubkey> {
    (currency == Currency::Io).then_some(account)
}
