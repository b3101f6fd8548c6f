//! Extending a running reservation.

use anchor_lang::prelude::Pubkey;
use marketplace::{
    instructions::ExtendArgs,
    quote,
    state::{usage, Currency, Reservation},
};

use super::{
    market::Market,
    pricing::{self, price_account, within, Time, Wallet, Wanted},
    stored, Payment, Prepared, Refusal, Unread,
};
use crate::{marketplace as client, spl, Network};

/// Arguments of an extension.
#[derive(Clone, Copy, Debug)]
pub struct Request {
    /// Hours.
    pub hours: u32,
    /// Maximum to lock for it, in base units; by default [`super::pricing::limit`].
    pub limit: Option<u64>,
    /// Revision of the offer that was agreed to, and that the program enforces; by default the one that was read.
    pub revision: Option<u32>,
}

/// Terms of an extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Currency of the payment.
    pub currency: Currency,
    /// The time.
    pub time: Time,
    /// Amount locked for it, including the renter's fee, in base units.
    pub total: u64,
    /// Maximum locked for it, in base units.
    pub limit: u64,
    /// New end of the reservation, in unix seconds.
    pub ends_at: i64,
}

/// A reservation with its offer, as they were read.
#[derive(Clone, Debug)]
pub struct Running {
    /// Address of the reservation.
    pub address: Pubkey,
    /// The reservation.
    pub reservation: Reservation,
    /// Its offer, with the wallet of its payer.
    pub market: Market,
}

impl Running {
    /// Reads a reservation, and its offer as [`Market::read`] does.
    ///
    /// # Errors
    /// [`Unread`].
    pub fn read(
        network: &mut dyn Network,
        address: &Pubkey,
        price_account: &Pubkey,
    ) -> Result<Self, Unread> {
        let account = network.account(address)?;
        let reservation: Reservation = stored("reservation", address, account.as_ref())?;
        let currency = reservation.currency();
        let other_version = |_| Unread::OtherVersion { address: *address };
        let payer = (reservation.payer, currency.map_err(other_version)?);
        Ok(Self {
            address: *address,
            reservation,
            market: Market::read(network, &reservation.offer, price_account, Some(payer))?,
        })
    }

    /// Current cost of `hours` more; [`prepare`] also checks limit and balance.
    ///
    /// # Errors
    /// [`Refusal::Offer`], [`Refusal::Program`], [`Refusal::End`], and those of [`pricing::price`] and [`pricing::time`].
    pub fn quote(&self, hours: u32) -> Result<Terms, Refusal> {
        let (it, market) = (&self.reservation, &self.market);
        let currency = it.currency()?;
        let offer = &market.offer;
        let accepted = offer.accept_more(hours, currency, offer.revision, &it.terms);
        accepted.map_err(Refusal::Offer)?;
        usage::require_sold(&market.usage, &market.supplier, market.now)
            .map_err(Refusal::Program)?;
        market.sells(hours)?;
        let wanted = Wanted {
            gpus: it.gpus,
            hours,
            currency,
        };
        let price = market.io_price(currency)?;
        let time = pricing::time(offer, wanted, price.as_ref())?;
        let total = quote::extension_cost(it, time.segment, market.now);
        let total = total.map_err(Refusal::Program)?;
        let ends_at = it.ends_at()?.saturating_add(time.segment.seconds.into());
        let ahead = ends_at.saturating_sub(market.now);
        let accepted = offer.accept_end(ahead, currency, market.config.max_hours);
        accepted.map_err(Refusal::End)?;
        Ok(Terms {
            currency,
            time,
            total,
            limit: pricing::limit(currency, total),
            ends_at,
        })
    }
}

/// Prepares `request` for a running reservation. Its payer signs.
///
/// # Errors
/// Those of [`Running::quote`], [`Refusal::Limit`], [`Refusal::Balance`].
pub fn prepare(running: &Running, request: &Request) -> Result<Prepared<Terms>, Refusal> {
    let (it, market) = (&running.reservation, &running.market);
    let mut terms = running.quote(request.hours)?;
    let currency = terms.currency;
    terms.limit = within(
        currency,
        request.limit,
        terms.total,
        Wallet {
            owner: it.payer,
            held: market.held,
        },
    )?;

    let mint = market.config.mint(currency);
    let from = spl::wallet(&it.payer, &mint);
    let args = ExtendArgs {
        hours: request.hours,
        offer_revision: request.revision.unwrap_or(market.offer.revision),
        max_amount: terms.limit,
        ends_at: it.ends_at()?,
    };
    let price = price_account(currency, market.price_account);
    Ok(Prepared {
        gives: vec![Payment {
            owner: it.payer,
            mint,
            from,
            to: client::escrow_address(&running.address),
            amount: terms.total,
            limit: terms.limit,
        }],
        creates: Vec::new(),
        setup: Vec::new(),
        act: vec![client::extend(&running.address, it, &from, price, args)?],
        terms,
    })
}
