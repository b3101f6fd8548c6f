//! Who lives there, and what they do before the network is handed over.

use ::marketplace::{
    constants::REGION_LEN,
    state::{Currency, Interconnect, OfferArgs},
};
use anchor_lang::prelude::Pubkey;
use anyhow::{ensure, Context};
use emissions::instructions::{DelegationLimit, RegisterSupplierArgs, UpdateSupplierArgs};
use io_client::{emissions as client, keeper, marketplace, spl, Network};
use io_common::{
    constants::{GENESIS_SUPPLY, ONE_IO, ONE_USDC},
    oracle::price::PICO_USD,
    types::{Attestation, Pool},
};
use io_migrations::{
    catalogue::{self, Gpu},
    local, Deployment,
};
use rand::Rng;
use solana_keypair::Keypair;
use solana_signer::Signer;

use crate::{market, people::Keys, Options};

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
/// Instructions of a transaction that catches up.
const BATCH: usize = 6;
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
    /// Governs the programs, issues USDC, pays for the setting up.
    pub authority: Keypair,
    /// May pause the programs.
    pub guardian: Keypair,
    /// Holds what of the genesis supply is nobody else's.
    pub treasury: Keypair,
    pub io_mint: Keypair,
    pub usdc_mint: Keypair,
    /// The account of the IO/USD price.
    pub price: Pubkey,
    pub attestors: Vec<Keypair>,
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
        let attestors = named("attestor", 3)?;
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
            authority: keys.of("authority")?,
            guardian: keys.of("guardian")?,
            treasury: keys.of("treasury")?,
            io_mint: keys.of("io-mint")?,
            usdc_mint: keys.of("usdc-mint")?,
            price: keys.of("price")?.pubkey(),
            attestors,
            stakers: stakers.collect(),
            suppliers,
            renters,
        })
    }

    /// Everybody who signs.
    pub fn everybody(&self) -> Vec<Pubkey> {
        let roles = [&self.authority, &self.guardian, &self.treasury];
        let roles = roles.into_iter().chain(&self.attestors);
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

    /// Runs the migration steps, then lets everybody in.
    pub fn deploy(&self, network: &mut dyn Network) -> anyhow::Result<()> {
        local::create_usdc(network, &self.authority, &self.usdc_mint)?;
        let authority = self.authority.pubkey();
        let deployment = Deployment {
            authority,
            guardian: self.guardian.pubkey(),
            io_mint: self.io_mint.pubkey(),
            mint_authority: authority,
            usdc_mint: self.usdc_mint.pubkey(),
            anchor: (market::START * PICO_USD as f64) as u64,
            genesis: Some(vec![(self.treasury.pubkey(), GENESIS_SUPPLY)]),
            council: self.attestors.iter().map(Signer::pubkey).collect(),
            threshold: 2,
            ..Deployment::default()
        };
        let keys = io_client::signers([&self.authority, &self.io_mint]);
        let outcome = io_migrations::run(network, &deployment, &keys)?;
        ensure!(outcome.waits.is_empty(), "waiting: {:?}", outcome.waits);
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
        let (payer, treasury) = (self.authority.pubkey(), self.treasury.pubkey());
        let (io, usdc) = (self.io_mint.pubkey(), self.usdc_mint.pubkey());
        let from = spl::wallet(&treasury, &io);
        let supply = self.suppliers.iter().find(|it| it.owner.pubkey() == *owner);
        let stake = supply.map(Supply::stake).transpose()?.unwrap_or(0);
        let amount = stake.saturating_add(IO);
        let instructions = [
            spl::create_wallet(&payer, owner, &io),
            spl::create_wallet(&payer, owner, &usdc),
            spl::transfer(&from, &spl::wallet(owner, &io), &treasury, amount),
            spl::mint_to(&usdc, &spl::wallet(owner, &usdc), &payer, USDC),
        ];
        network.send(&instructions, &[&self.authority, &self.treasury])?;
        Ok(())
    }

    /// Brings the ledger and `suppliers` to the present hour.
    pub fn catch_up(&self, network: &mut dyn Network, suppliers: &[Pubkey]) -> anyhow::Result<()> {
        let (payer, io) = (self.authority.pubkey(), self.io_mint.pubkey());
        for batch in keeper::catch_up(network, &payer, &io, suppliers)?.chunks(BATCH) {
            network.send(batch, &[&self.authority])?;
        }
        Ok(())
    }

    fn register(&self, network: &mut dyn Network, supply: &Supply) -> anyhow::Result<()> {
        self.catch_up(network, &[])?;
        let (owner, address) = (supply.owner.pubkey(), &supply.address);
        let registration = RegisterSupplierArgs {
            sequence: 0,
            model: supply.model,
            commission_bps: supply.commission_bps,
            operator: supply.operator.pubkey(),
            payout: owner,
            endpoint: format!("https://{}.example", &address.to_string()[..8]),
        };
        let source = spl::wallet(&owner, &self.io_mint.pubkey());
        let limit = UpdateSupplierArgs {
            max_delegated: Some(DelegationLimit::Amount(MOST_DELEGATED)),
            ..UpdateSupplierArgs::default()
        };
        let instructions = [
            client::register_supplier(&owner, registration),
            client::update_supplier(&owner, address, limit),
            client::stake_own(&owner, address, &source, supply.stake()?),
            marketplace::init_supplier_usage(&owner, address),
            marketplace::create_offer(&owner, address, 0, supply.offer_args()),
        ];
        network.send(&instructions, &[&supply.owner])?;
        Ok(())
    }

    fn delegate(&self, network: &mut dyn Network, staker: &Staker) -> anyhow::Result<()> {
        self.catch_up(network, &[staker.supplier])?;
        let signer = staker.person.pubkey();
        let source = spl::wallet(&signer, &self.io_mint.pubkey());
        let instructions = [
            client::open_delegation(&signer, &staker.supplier),
            client::delegate(&signer, &staker.supplier, &source, DELEGATED),
        ];
        network.send(&instructions, &[&staker.person])?;
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
        let data_centre = !gpu.name.starts_with("RTX");
        Self {
            offer: marketplace::offer_address(&address, 0),
            gpus: random.random_range(8..=MOST_GPUS),
            commission_bps: random.random_range(0..=20_u16).saturating_mul(100),
            pool: if data_centre {
                Pool::Enterprise
            } else {
                Pool::Community
            },
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
            region: padded(self.region),
            interconnect: self.interconnect,
            currencies: self.currencies,
        }
    }
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
