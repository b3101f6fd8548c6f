//! Who lives there, and what they do before the network is handed over.

use ::marketplace::{
    constants::REGION_LEN,
    state::{Currency, Interconnect, OfferArgs},
};
use anchor_lang::prelude::Pubkey;
use anyhow::Context;
use emissions::instructions::RegisterSupplierArgs;
use io_client::{emissions as client, marketplace, Network};
use io_common::{
    constants::{ONE_IO, ONE_USDC},
    oracle::price::PICO_USD,
    types::{Attestation, Pool},
};
use io_migrations::{
    catalogue::{self, Gpu},
    Deployment,
};
use io_stage::Cast;
use rand::Rng;
use solana_keypair::Keypair;
use solana_signer::Signer;

use crate::{market, people::Keys, realm, Options};

/// IO of everybody, in base units, beside what a supplier stakes.
const IO: u64 = 100_000 * ONE_IO;
/// USDC of everybody: a million dollars.
const USDC: u64 = 1_000_000 * ONE_USDC;
/// IO that a staker delegates, in base units.
const DELEGATED: u64 = 10_000 * ONE_IO;
/// Most that a supplier lets be delegated: what the stakers have, and room for who tries the network out.
const MOST_DELEGATED: u64 = 1_000_000 * ONE_IO;
/// Most GPUs of a supplier.
const MOST_GPUS: u32 = 64;
/// Where the suppliers are, one after the other.
const REGIONS: [&str; 5] = ["eu-central", "us-east", "ap-south", "eu-north", "us-west"];
/// What their offers take, in the same way.
const CURRENCIES: [&[Currency]; 5] = [
    &[Currency::Io, Currency::Usdc],
    &[Currency::Io, Currency::Usdc],
    &[Currency::Usdc],
    &[Currency::Io, Currency::Usdc],
    &[Currency::Io],
];

/// A supplier and who acts for it.
pub struct Supply {
    pub owner: Keypair,
    pub operator: Keypair,
    /// Its account.
    pub address: Pubkey,
    /// Its offer.
    pub offer: Pubkey,
    pub gpu: Gpu,
    pub gpus: u32,
    pub pool: Pool,
    /// Index of its GPU in the table of models.
    model: u16,
    commission_bps: u16,
    /// Micro-USD of a GPU-hour.
    pub price: u64,
    region: &'static str,
    interconnect: Interconnect,
    currencies: u8,
}

/// A staker, with one supplier.
pub struct Staker {
    pub person: Keypair,
    /// The supplier's account.
    pub supplier: Pubkey,
}

/// Everybody.
pub struct Setup {
    /// Who is there from the beginning. The treasury holds what of the genesis supply is nobody else's.
    pub cast: Cast,
    pub suppliers: Vec<Supply>,
    pub stakers: Vec<Staker>,
    pub renters: Vec<Keypair>,
}

impl Setup {
    /// Draws everybody, and writes their keys.
    pub fn draw(keys: &mut Keys, options: &Options) -> anyhow::Result<Self> {
        let named = |name: &str, count: u32| -> anyhow::Result<Vec<Keypair>> {
            (1..=count)
                .map(|number| keys.of(&format!("{name}-{number}")))
                .collect()
        };
        let owners = named("supplier", options.suppliers)?;
        let operators = named("operator", options.suppliers)?;
        let stakers = named("staker", options.stakers)?;
        let renters = named("renter", options.renters)?;
        let models = catalogue::gpus()?;
        let models = (0_u16..).zip(models).cycle();
        let suppliers: Vec<Supply> = owners
            .into_iter()
            .zip(operators)
            .zip(models)
            .zip(REGIONS.into_iter().zip(CURRENCIES).cycle())
            .map(
                |(((owner, operator), (model, gpu)), (region, currencies))| {
                    let currencies = currencies.iter().fold(0, |set, it| set | it.bit());
                    let supply = Supply::draw(keys, owner, operator, model, gpu);
                    Supply {
                        region,
                        currencies,
                        ..supply
                    }
                },
            )
            .collect();
        let stakers = stakers.into_iter().zip(suppliers.iter().cycle());
        let stakers = stakers.map(|(person, supply)| Staker {
            person,
            supplier: supply.address,
        });
        Ok(Self {
            cast: Cast::new(|role| keys.of(&role.name()))?,
            stakers: stakers.collect(),
            suppliers,
            renters,
        })
    }

    /// Everybody who signs.
    pub fn everybody(&self) -> Vec<Pubkey> {
        let roles = [
            &self.cast.authority,
            &self.cast.guardian,
            &self.cast.treasury,
        ];
        let roles = roles.into_iter().chain(&self.cast.attestors);
        let mut everybody: Vec<Pubkey> = roles.map(Signer::pubkey).collect();
        everybody.extend(self.customers());
        everybody.extend(self.suppliers.iter().map(|supply| supply.operator.pubkey()));
        everybody
    }

    /// Everybody with tokens.
    fn customers(&self) -> impl Iterator<Item = Pubkey> + '_ {
        let owners = self.suppliers.iter().map(|supply| supply.owner.pubkey());
        let stakers = self.stakers.iter().map(|staker| staker.person.pubkey());
        owners
            .chain(stakers)
            .chain(self.renters.iter().map(Signer::pubkey))
    }

    /// What the network is to be.
    pub fn deployment(&self) -> Deployment {
        Deployment {
            realm: Some(realm::votes()),
            ..self.cast.deployment(anchor())
        }
    }

    /// Runs the migration steps up to what a vote accepts, then lets everybody in.
    pub fn deploy(&self, network: &mut dyn Network) -> anyhow::Result<()> {
        realm::check(&self.cast.carry_out(network, &self.deployment())?)?;
        for owner in self.customers() {
            self.fund(network, &owner)?;
        }
        for supply in &self.suppliers {
            self.register(network, supply).context("a supplier")?;
        }
        for staker in &self.stakers {
            self.delegate(network, staker).context("a staker")?;
        }
        Ok(())
    }

    fn fund(&self, network: &mut dyn Network, owner: &Pubkey) -> anyhow::Result<()> {
        let supply = self.suppliers.iter().find(|it| it.owner.pubkey() == *owner);
        let stake = supply.map(Supply::stake).transpose()?.unwrap_or(0);
        let amount = stake.saturating_add(IO);
        self.cast.fund(network, owner, amount, USDC)?;
        Ok(())
    }

    fn register(&self, network: &mut dyn Network, supply: &Supply) -> anyhow::Result<()> {
        self.cast.catch_up(network, &[])?;
        let registration = RegisterSupplierArgs {
            sequence: 0,
            model: supply.model,
            commission_bps: supply.commission_bps,
            operator: supply.operator.pubkey(),
            payout: supply.owner.pubkey(),
            endpoint: format!("https://{}.example", &supply.address.to_string()[..8]),
        };
        let registration = (registration, MOST_DELEGATED);
        let (stake, offer) = (supply.stake()?, supply.offer_args());
        let (io, owner) = (&self.cast.io, &supply.owner);
        io_stage::enter(network, io, owner, registration, stake, offer)?;
        Ok(())
    }

    fn delegate(&self, network: &mut dyn Network, staker: &Staker) -> anyhow::Result<()> {
        self.cast.catch_up(network, &[staker.supplier])?;
        let (io, Staker { person, supplier }) = (&self.cast.io, staker);
        io_stage::delegate(network, io, person, supplier, DELEGATED)?;
        Ok(())
    }
}

impl Supply {
    fn draw(keys: &mut Keys, owner: Keypair, operator: Keypair, model: u16, gpu: Gpu) -> Self {
        let random = &mut keys.random;
        let address = client::supplier_address(&owner.pubkey(), 0);
        // A fifth more or less than the catalogue's.
        let percent = random.random_range(80..=120_u64);
        let price = gpu.price_micro_usd.saturating_mul(percent).div_ceil(100);
        Self {
            offer: marketplace::offer_address(&address, 0),
            gpus: random.random_range(8..=MOST_GPUS),
            commission_bps: random.random_range(0..=20_u16).saturating_mul(100),
            pool: io_stage::pool_of(&gpu.name),
            region: "",
            interconnect: interconnect(&gpu.name),
            currencies: 0,
            owner,
            operator,
            address,
            model,
            gpu,
            price,
        }
    }

    /// Own stake: what all of its GPUs require, in IO base units.
    fn stake(&self) -> anyhow::Result<u64> {
        let attestation = Attestation {
            stake_per_unit: emissions::parameters::TABLE.stake_per_unit.default,
            multiplier: self.gpu.units()?,
            ..Attestation::default()
        };
        Ok(attestation.required_stake(self.gpus)?)
    }

    fn offer_args(&self) -> OfferArgs {
        OfferArgs {
            price_micro_usd: self.price,
            gpus: self.gpus,
            min_hours: 1,
            max_hours: 720,
            max_io_hours: None,
            notice_hours: 0,
            region: padded(self.region),
            interconnect: self.interconnect,
            currencies: self.currencies,
        }
    }
}

/// Where the slow anchor starts, in pico-USD for one IO.
fn anchor() -> u64 {
    (market::START * PICO_USD as f64) as u64
}

/// How GPUs of a model are connected where they are rented out.
fn interconnect(model: &str) -> Interconnect {
    match model {
        "H200" => Interconnect::InfiniBand,
        "B200" => Interconnect::Roce,
        model if model.contains("SXM") => Interconnect::NvLink,
        _ => Interconnect::Pcie,
    }
}

/// A region as an offer has it.
fn padded(region: &str) -> [u8; REGION_LEN] {
    let mut bytes = [0; REGION_LEN];
    for (place, byte) in bytes.iter_mut().zip(region.bytes()) {
        *place = byte;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Every filter of `io offer list` has something to leave out, on the smallest network too.
    #[test]
    fn the_market_has_something_to_choose_from() {
        let models: Vec<String> = catalogue::gpus()
            .unwrap()
            .into_iter()
            .map(|gpu| gpu.name)
            .collect();
        let first = &models[..4];
        let kinds: BTreeSet<u8> = first.iter().map(|it| interconnect(it) as u8).collect();
        assert_eq!(kinds.len(), 4, "{first:?}");
        let regions: BTreeSet<&str> = REGIONS[..4].iter().copied().collect();
        assert_eq!(regions.len(), 4);
        assert!(REGIONS.iter().all(|it| it.len() <= REGION_LEN));
        assert_eq!(&padded("us-east")[..8], b"us-east\0");
        let of_four = CURRENCIES[..4].iter();
        assert!(of_four.clone().any(|it| it.len() == 2) && of_four.clone().any(|it| it.len() == 1));
    }
}
