//! The accounts that determine a price, and the number of free GPUs.

use anchor_lang::prelude::Pubkey;
use io_common::{
    addresses::MARKETPLACE_CONFIG,
    oracle::Price,
    types::{Supplier, SupplierUsage},
};
use marketplace::{
    error::MarketplaceError,
    state::{Config, Currency, Offer},
};
use solana_account::Account;

use super::{
    pricing::{self, Quote, Wanted},
    stored, Refusal, Unread,
};
use crate::{marketplace::supplier_usage_address, spl, Network};

/// An offer and the accounts that it depends on, as read.
#[derive(Clone, Debug)]
pub struct Market {
    /// Address of the offer.
    pub address: Pubkey,
    /// Address of the price account.
    pub price_account: Pubkey,
    /// Configuration of the program.
    pub config: Config,
    /// The offer.
    pub offer: Offer,
    /// Its supplier.
    pub supplier: Supplier,
    /// The supplier's usage account.
    pub usage: SupplierUsage,
    /// The price account, if it is there.
    pub price: Option<Account>,
    /// Balance of the payer's wallet in the currency, in base units.
    pub held: u64,
    /// The cluster's clock, in unix seconds.
    pub now: i64,
}

impl Market {
    /// Reads an offer in two requests, and the clock: the configuration, the offer and the price; then its supplier and the
    /// wallet of `payer` in the currency, if there is one.
    ///
    /// # Errors
    /// [`Unread`].
    pub fn read(
        network: &mut dyn Network,
        address: &Pubkey,
        price_account: &Pubkey,
        payer: Option<(Pubkey, Currency)>,
    ) -> Result<Self, Unread> {
        let first = [MARKETPLACE_CONFIG.address, *address, *price_account];
        let mut found = network.accounts(&first)?.into_iter();
        let mut next = || found.next().flatten();
        let (config, offer, price) = (next(), next(), next());
        let config: Config = stored(
            "configuration",
            &MARKETPLACE_CONFIG.address,
            config.as_ref(),
        )?;
        let offer: Offer = stored("offer", address, offer.as_ref())?;

        let usage_at = supplier_usage_address(&offer.supplier);
        let wallet = payer.map(|(owner, currency)| spl::wallet(&owner, &config.mint(currency)));
        let second: Vec<Pubkey> = [offer.supplier, usage_at]
            .into_iter()
            .chain(wallet)
            .collect();
        let mut found = network.accounts(&second)?.into_iter();
        let mut next = || found.next().flatten();
        Ok(Self {
            supplier: stored("supplier", &offer.supplier, next().as_ref())?,
            usage: stored("usage account", &usage_at, next().as_ref())?,
            held: next().as_ref().map_or(0, spl::amount),
            now: network.unix_time()?,
            address: *address,
            price_account: *price_account,
            config,
            offer,
            price,
        })
    }

    /// Current cost of `wanted`.
    ///
    /// # Errors
    /// [`Refusal::Offer`], [`Refusal::NotFree`], and those of [`pricing::price`] and [`pricing::price_offer`].
    pub fn quote(&self, wanted: Wanted) -> Result<Quote, Refusal> {
        let Wanted {
            hours, currency, ..
        } = wanted;
        let accepted = self.offer.accept(hours, currency, self.offer.revision);
        accepted.map_err(Refusal::Offer)?;
        if wanted.gpus == 0 {
            return Err(Refusal::Offer(MarketplaceError::NoGpus.into()));
        }
        let free = free_gpus(&self.offer, &self.supplier, &self.usage, self.now)?;
        if wanted.gpus > free {
            return Err(Refusal::NotFree { free });
        }
        self.sells(hours)?;
        let price = self.io_price(currency)?;
        pricing::price_offer(&self.config, &self.offer, wanted, price.as_ref())
    }

    /// Refuses more hours than the market's limit: an offer made before the limit was lowered may allow more.
    pub(super) fn sells(&self, hours: u32) -> Result<(), Refusal> {
        match hours > self.config.max_hours {
            true => Err(Refusal::Program(MarketplaceError::HoursOutOfRange.into())),
            false => Ok(()),
        }
    }

    /// The longest stay in a currency, in seconds.
    ///
    /// # Errors
    /// `MathOverflow`, which cannot occur.
    pub fn longest_stay(&self, currency: Currency) -> io_common::Result<i64> {
        self.offer.longest_stay(currency, self.config.max_hours)
    }

    /// The price of IO, if IO is paid.
    pub(super) fn io_price(&self, currency: Currency) -> Result<Option<Price>, Refusal> {
        match currency {
            Currency::Usdc => Ok(None),
            Currency::Io => pricing::price(&self.config, self.price.as_ref(), self.now).map(Some),
        }
    }
}

/// GPUs that a renter would get at unix time `now`: offered, attested, and backed by stake.
///
/// # Errors
/// `MathOverflow`, which cannot occur with accounts of the programs.
pub fn free_gpus(
    offer: &Offer,
    supplier: &Supplier,
    usage: &SupplierUsage,
    now: i64,
) -> io_common::Result<u32> {
    if offer.paused != 0 || offer.model != supplier.model {
        return Ok(0);
    }
    let attested = supplier
        .attestation
        .live_gpus(now)
        .saturating_sub(usage.reserved_gpus);
    let wanted = attested.min(offer.gpus.saturating_sub(offer.reserved));
    let all = backed(supplier, usage.reserved_gpus.saturating_add(wanted))?;
    Ok(all.saturating_sub(usage.reserved_gpus))
}

/// How many of `gpus` the supplier's stake backs.
///
/// # Errors
/// `MathOverflow`, which cannot occur with accounts of the programs.
pub fn backed(supplier: &Supplier, gpus: u32) -> io_common::Result<u32> {
    let (mut low, mut high) = (0, gpus);
    // Stake backs every number below one that it backs.
    while low < high {
        let middle = high.saturating_sub(high.saturating_sub(low).div_euclid(2));
        match supplier.backs(middle)? {
            true => low = middle,
            false => high = middle.saturating_sub(1),
        }
    }
    Ok(low)
}
