//! Suppliers: a GPU model each, an offer each, and an operator that answers renters.

use ::marketplace::{
    constants::REGION_LEN,
    state::{Currency, Interconnect, OfferArgs, Status},
};
use anchor_lang::prelude::Pubkey;
use anyhow::Context;
use emissions::instructions::RegisterSupplierArgs;
use io_client::{
    actions::{decline, market, snapshot::Snapshot, start, terminate_by_supplier, Refusal},
    emissions as client, marketplace,
};
use io_common::{
    constants::{ONE_IO, ONE_UNIT},
    types::{Pool, SupplierUsage},
};
use io_migrations::catalogue::{self, Gpu};
use rand::Rng;
use solana_signer::Signer;

use super::economy::{Economy, Person};

/// Most GPUs of a supplier.
const MOST_GPUS: u32 = 64;

/// A supplier and who acts for it.
pub struct Supply {
    /// Its owner.
    pub owner: Person,
    /// Who starts reservations for it.
    pub operator: Person,
    /// Its account; the owner's wallets receive what it earns.
    pub address: Pubkey,
    /// Its offer.
    pub offer: Pubkey,
    /// GPUs that it has.
    pub gpus: u32,
    /// The pool of its model.
    pub pool: Pool,
}

/// Registers suppliers, stakes and offers: the models of the catalogue one after the other.
pub fn register(economy: &mut Economy, count: u32) -> anyhow::Result<()> {
    let models = catalogue::gpus()?;
    for (model, gpu) in (0_u16..).zip(&models).cycle().take(usize::try_from(count)?) {
        let supply = register_one(economy, model, gpu)?;
        economy.suppliers.push(supply);
    }
    Ok(())
}

fn register_one(economy: &mut Economy, model: u16, gpu: &Gpu) -> anyhow::Result<Supply> {
    let gpus = economy.random.random_range(1..=MOST_GPUS);
    // From half of what is required in all to a fifth more than it.
    let units = u64::from(gpu.units()?)
        .max(ONE_UNIT)
        .saturating_mul(gpus.into());
    let required = units
        .saturating_mul(200 * ONE_IO)
        .checked_div(ONE_UNIT)
        .context("units")?;
    let percent = economy.random.random_range(50..=120_u64);
    let stake = required
        .saturating_mul(percent)
        .checked_div(100)
        .context("percent")?;

    let (owner, operator) = (economy.newcomer(stake)?, economy.newcomer(0)?);
    let address = client::supplier_address(&owner.pubkey(), 0);
    let registration = RegisterSupplierArgs {
        sequence: 0,
        model,
        commission_bps: economy.random.random_range(0..=20_u16).saturating_mul(100),
        operator: operator.pubkey(),
        payout: owner.pubkey(),
        endpoint: format!("https://{}.example", &address.to_string()[..8]),
    };
    // Stakers choose their suppliers by chance here, whatever those need.
    let registration = (registration, u64::MAX);
    let (io, offer) = (economy.io, offer(economy, gpu, gpus));
    io_stage::enter(economy, &io, &owner, registration, stake, offer)?;
    let offer = marketplace::offer_address(&address, 0);
    Ok(Supply {
        owner,
        operator,
        address,
        offer,
        gpus,
        pool: io_stage::pool_of(&gpu.name),
    })
}

/// All GPUs at the catalogue's price, a fifth more or less.
fn offer(economy: &mut Economy, gpu: &Gpu, gpus: u32) -> OfferArgs {
    let percent = economy.random.random_range(80..=120_u64);
    let price = gpu.price_micro_usd.saturating_mul(percent);
    let regions: [&[u8; REGION_LEN]; 3] = [
        b"eu-central\0\0\0\0\0\0",
        b"us-east\0\0\0\0\0\0\0\0\0",
        b"ap-south\0\0\0\0\0\0\0\0",
    ];
    let region = *regions[economy.random.random_range(0..regions.len())];
    OfferArgs {
        price_micro_usd: price.checked_div(100).unwrap_or(price),
        gpus,
        min_hours: 1,
        max_hours: 720,
        max_io_hours: None,
        notice_hours: 0,
        region,
        interconnect: Interconnect::Pcie,
        currencies: Currency::ALL,
    }
}

/// Operators start what waits for them; some decline, some are asleep.
pub fn answer(economy: &mut Economy) -> anyhow::Result<()> {
    for rental in economy.rentals.clone() {
        let reservation = economy.reservation(&rental)?;
        let window = i64::from(reservation.terms.start_window);
        let late = economy.now() > reservation.created_at.saturating_add(window);
        let asleep = economy.chance(1, 20);
        if !reservation.is(Status::Reserved) || late || asleep {
            continue;
        }
        let operator = economy.suppliers[rental.supplier].operator.clone();
        let (authority, declines) = (operator.pubkey(), economy.chance(1, 30));
        let snapshot = Snapshot::read(&mut economy.vm, &rental.address)?;
        let answer = if declines {
            decline::prepare(&snapshot, &authority)?.act
        } else {
            let request = start::Request {
                authority,
                connection_hash: economy.random.random(),
            };
            start::prepare(&snapshot, &request)?.act
        };
        economy.send(&answer, &[&operator])?;
    }
    Ok(())
}

/// Now and then a machine fails, and its supplier ends the reservation at its own cost.
pub fn leave(economy: &mut Economy) -> anyhow::Result<()> {
    for rental in economy.rentals.clone() {
        if !economy.chance(1, 2_000) {
            continue;
        }
        let owner = economy.suppliers[rental.supplier].owner.clone();
        let snapshot = Snapshot::read(&mut economy.vm, &rental.address)?;
        match terminate_by_supplier::prepare(&snapshot, &owner.pubkey()) {
            Ok(prepared) => economy.send(&prepared.act, &[&owner])?,
            // It waits for its start, or its time is over.
            Err(Refusal::Program(_)) => {}
            Err(other) => return Err(other.into()),
        }
    }
    Ok(())
}

/// GPUs that a renter would get now: offered, attested, and backed by stake.
pub fn free_gpus(economy: &mut Economy, place: usize) -> anyhow::Result<u32> {
    let (address, offer) = (
        economy.suppliers[place].address,
        economy.suppliers[place].offer,
    );
    let now = economy.now();
    let offer: ::marketplace::state::Offer = economy.read(&offer)?;
    let usage: SupplierUsage = economy.read(&marketplace::supplier_usage_address(&address))?;
    let supplier: io_common::types::Supplier = economy.read(&address)?;
    Ok(market::free_gpus(&offer, &supplier, &usage, now)?)
}
