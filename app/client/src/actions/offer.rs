//! Changing, pausing and closing an offer.

use anchor_lang::prelude::Pubkey;
use io_common::{addresses::MARKETPLACE_CONFIG, types::Supplier};
use marketplace::{
    error::MarketplaceError,
    state::{Config, Interconnect, Offer, OfferArgs},
};

use super::{stored, Prepared, Refusal, Unread};
use crate::{
    marketplace::{self as client, OfferAccounts},
    Network,
};

/// An offer with its supplier, as they were read.
#[derive(Clone, Copy, Debug)]
pub struct Offered {
    /// Address of the offer.
    pub address: Pubkey,
    /// Configuration of the program.
    pub config: Config,
    /// The offer.
    pub offer: Offer,
    /// Its supplier.
    pub supplier: Supplier,
    /// The cluster's clock, in unix seconds.
    pub now: i64,
}

/// What a change comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The revision of the offer then.
    pub revision: u32,
    /// GPUs that are reserved at it now, on the terms of before.
    pub reserved: u32,
    /// GPUs of the supplier that are attested now: more than these cannot be reserved.
    pub attested: u32,
}

/// What the end of an offer comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed {
    /// Who gets its rent back: the owner of the supplier.
    pub returns_to: Pubkey,
}

impl Offered {
    /// Reads an offer in two requests, and the clock.
    ///
    /// # Errors
    /// [`Unread`].
    pub fn read(network: &mut dyn Network, address: &Pubkey) -> Result<Self, Unread> {
        let both = [MARKETPLACE_CONFIG.address, *address];
        let mut found = network.accounts(&both)?.into_iter();
        let mut next = || found.next().flatten();
        let (config, offer) = (next(), next());
        let at = &MARKETPLACE_CONFIG.address;
        let config = stored("configuration", at, config.as_ref())?;
        let offer: Offer = stored("offer", address, offer.as_ref())?;
        let supplier = network.account(&offer.supplier)?;
        Ok(Self {
            address: *address,
            config,
            offer,
            supplier: stored("supplier", &offer.supplier, supplier.as_ref())?,
            now: network.unix_time()?,
        })
    }

    fn accounts(&self, authority: &Pubkey) -> OfferAccounts {
        OfferAccounts {
            authority: *authority,
            supplier: self.offer.supplier,
            offer: self.address,
        }
    }

    /// What is offered now; none if the interconnect is one that this version does not know.
    pub fn args(&self) -> Option<OfferArgs> {
        let interconnects = [
            Interconnect::Pcie,
            Interconnect::NvLink,
            Interconnect::InfiniBand,
            Interconnect::Roce,
        ];
        let stored = |it: &Interconnect| *it as u8 == self.offer.interconnect;
        Some(self.args_by(interconnects.into_iter().find(stored)?))
    }

    /// What is offered now, by another interconnect.
    pub fn args_by(&self, interconnect: Interconnect) -> OfferArgs {
        let offer = &self.offer;
        OfferArgs {
            price_micro_usd: offer.price_micro_usd,
            gpus: offer.gpus,
            min_hours: offer.min_hours,
            max_hours: offer.max_hours,
            max_io_hours: Some(offer.max_io_hours),
            notice_hours: offer.notice_hours,
            region: offer.region,
            interconnect,
            currencies: offer.currencies,
        }
    }

    fn changed(&self, after: &Offer) -> Changed {
        Changed {
            revision: after.revision,
            reserved: after.reserved,
            attested: self.supplier.attestation.live_gpus(self.now),
        }
    }
}

/// An offer that says `args` from then on; `authority` is owner or operator of the supplier, and signs.
///
/// # Errors
/// [`Refusal::Program`].
pub fn edit(
    it: &Offered,
    authority: &Pubkey,
    args: OfferArgs,
) -> Result<Prepared<Changed>, Refusal> {
    let mut after = it.offer;
    let edited = after.edit(&args, it.config.max_hours);
    edited.map_err(Refusal::Program)?;
    Ok(Prepared {
        terms: it.changed(&after),
        gives: Vec::new(),
        creates: Vec::new(),
        setup: Vec::new(),
        act: vec![client::edit_offer(&it.accounts(authority), args)],
    })
}

/// An offer that takes no reservations, or takes them again; signed as [`edit`].
///
/// # Errors
/// [`Refusal::Program`].
pub fn set_paused(
    it: &Offered,
    authority: &Pubkey,
    paused: bool,
) -> Result<Prepared<Changed>, Refusal> {
    let mut after = it.offer;
    after.set_paused(paused).map_err(Refusal::Program)?;
    Ok(Prepared {
        terms: it.changed(&after),
        gives: Vec::new(),
        creates: Vec::new(),
        setup: Vec::new(),
        act: vec![client::set_offer_paused(&it.accounts(authority), paused)],
    })
}

/// The end of an offer; signed as [`edit`].
///
/// # Errors
/// [`Refusal::Program`] with `OfferInUse` while GPUs of it are reserved.
pub fn close(it: &Offered, authority: &Pubkey) -> Result<Prepared<Closed>, Refusal> {
    if it.offer.reserved > 0 {
        return Err(Refusal::Program(MarketplaceError::OfferInUse.into()));
    }
    let owner = it.supplier.owner;
    Ok(Prepared {
        terms: Closed { returns_to: owner },
        gives: Vec::new(),
        creates: Vec::new(),
        setup: Vec::new(),
        act: vec![client::close_offer(&it.accounts(authority), &owner)],
    })
}
