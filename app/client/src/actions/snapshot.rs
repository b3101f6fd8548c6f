//! A reservation as it was read.

use anchor_lang::prelude::Pubkey;
use io_common::{addresses::MARKETPLACE_CONFIG, types::Supplier};
use marketplace::state::{Config, Currency, Reservation};

use super::{stored, Unread};
use crate::{read, spl, Network};

/// A reservation at a time.
#[derive(Clone, Copy, Debug)]
pub struct Snapshot {
    /// Address of the reservation.
    pub address: Pubkey,
    /// The reservation.
    pub reservation: Reservation,
    /// What it is paid in.
    pub currency: Currency,
    /// The mint of that.
    pub mint: Pubkey,
    /// The cluster's clock, in unix seconds.
    pub now: i64,
}

impl Snapshot {
    /// A reservation that was read at `now`.
    ///
    /// # Errors
    /// [`Unread::OtherVersion`] with a currency that this version does not know.
    pub fn new(
        config: &Config,
        address: Pubkey,
        reservation: Reservation,
        now: i64,
    ) -> Result<Self, Unread> {
        let currency = reservation.currency();
        let currency = currency.map_err(|_| Unread::OtherVersion { address })?;
        Ok(Self {
            address,
            reservation,
            currency,
            mint: config.mint(currency),
            now,
        })
    }

    /// Reads a reservation with the marketplace's configuration in one request, and the clock.
    ///
    /// # Errors
    /// [`Unread`].
    pub fn read(network: &mut dyn Network, address: &Pubkey) -> Result<Self, Unread> {
        let both = [MARKETPLACE_CONFIG.address, *address];
        let mut found = network.accounts(&both)?.into_iter();
        let mut next = || found.next().flatten();
        let (config, it) = (next(), next());
        let at = &MARKETPLACE_CONFIG.address;
        let config: Config = stored("configuration", at, config.as_ref())?;
        let reservation = stored("reservation", address, it.as_ref())?;
        Self::new(&config, *address, reservation, network.unix_time()?)
    }

    /// Reads its supplier; none if that is closed.
    ///
    /// # Errors
    /// If the network does not answer.
    pub fn supplier(&self, network: &mut dyn Network) -> Result<Option<Supplier>, Unread> {
        Ok(read(network, &self.reservation.supplier)?)
    }

    /// The payer's associated token account, where it is refunded.
    pub fn payer_tokens(&self) -> Pubkey {
        spl::wallet(&self.reservation.payer, &self.mint)
    }

    /// The associated token account of the supplier's payout wallet. A supplier that is closed is owed nothing, so that the
    /// payer's will do.
    pub fn supplier_tokens(&self, supplier: Option<&Supplier>) -> Pubkey {
        let payout = supplier.map_or(&self.reservation.payer, |it| &it.payout);
        spl::wallet(payout, &self.mint)
    }
}
