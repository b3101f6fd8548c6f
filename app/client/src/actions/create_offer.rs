//! Offering GPUs of a supplier.

use anchor_lang::prelude::Pubkey;
use bytemuck::Zeroable;
use io_common::{
    addresses::MARKETPLACE_CONFIG,
    types::{Supplier, SupplierUsage},
};
use marketplace::state::{Config, Offer, OfferArgs};

use super::{stored, Creation, Prepared, Refusal, Unread};
use crate::{layout, marketplace as client, Network};

/// A supplier as it was read.
#[derive(Clone, Copy, Debug)]
pub struct Offerer {
    /// Address of the supplier.
    pub address: Pubkey,
    /// Configuration of the program.
    pub config: Config,
    /// The supplier.
    pub supplier: Supplier,
    /// Its usage account; none before its first offer.
    pub usage: Option<SupplierUsage>,
    /// The cluster's clock, in unix seconds.
    pub now: i64,
}

/// An offer that is wanted.
#[derive(Clone, Debug)]
pub struct Request {
    /// Owner or operator of the supplier; signs, and pays the rent.
    pub authority: Pubkey,
    /// What is offered.
    pub args: OfferArgs,
}

/// What an offer comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Address of the offer.
    pub offer: Pubkey,
    /// GPUs of the supplier that are attested now: more than these cannot be reserved.
    pub attested: u32,
}

impl Offerer {
    /// Reads a supplier in one request, and the clock.
    ///
    /// # Errors
    /// [`Unread`].
    pub fn read(network: &mut dyn Network, address: &Pubkey) -> Result<Self, Unread> {
        let usage = client::supplier_usage_address(address);
        let all = [MARKETPLACE_CONFIG.address, *address, usage];
        let mut found = network.accounts(&all)?.into_iter();
        let mut next = || found.next().flatten();
        let (config, supplier, usage) = (next(), next(), next());
        let at = &MARKETPLACE_CONFIG.address;
        Ok(Self {
            address: *address,
            config: stored("configuration", at, config.as_ref())?,
            supplier: stored("supplier", address, supplier.as_ref())?,
            usage: usage.and_then(|it| layout::decode(&it.data)),
            now: network.unix_time()?,
        })
    }
}

/// An offer of a supplier, with the usage account in front of its first.
///
/// # Errors
/// [`Refusal::Program`].
pub fn prepare(it: &Offerer, request: &Request) -> Result<Prepared<Terms>, Refusal> {
    let Request { authority, args } = request;
    let set = Offer::zeroed().set(args, it.config.max_hours);
    set.map_err(Refusal::Program)?;
    let sequence = it.usage.map_or(0, |usage| usage.offers);
    let offer = client::offer_address(&it.address, sequence);
    let mut creates = vec![Creation {
        kind: "offer",
        address: offer,
        bytes: Offer::SIZE,
        deposit: 0,
        returns_to: Some(it.supplier.owner),
    }];
    let mut setup = Vec::new();
    if it.usage.is_none() {
        creates.insert(
            0,
            Creation {
                kind: "usage account",
                address: client::supplier_usage_address(&it.address),
                bytes: SupplierUsage::SIZE,
                deposit: 0,
                returns_to: None,
            },
        );
        setup.push(client::init_supplier_usage(authority, &it.address));
    }
    let args = args.clone();
    Ok(Prepared {
        terms: Terms {
            offer,
            attested: it.supplier.attestation.live_gpus(it.now),
        },
        gives: Vec::new(),
        creates,
        setup,
        act: vec![client::create_offer(authority, &it.address, sequence, args)],
    })
}
