//! Renters: each takes some GPUs for a while, and some leave early.

use anchor_lang::prelude::Pubkey;
use io_client::{
    actions::{
        market::Market,
        pricing::Wanted,
        reserve,
        snapshot::Snapshot,
        terminate::{self, Exit},
        Refusal,
    },
    marketplace as client,
};
use io_common::constants::ONE_IO;
use marketplace::state::{Currency, Offer};
use rand::Rng;
use solana_signer::Signer;

use super::{
    economy::{Economy, Person},
    suppliers,
};

/// IO that a renter begins with, in base units: the treasury has enough for as many as can be asked for.
const IO: u64 = 50_000 * ONE_IO;
/// Longest rental, in hours.
const LONGEST: u32 = 96;
/// Most GPUs of a rental.
const MOST_GPUS: u32 = 16;

/// A renter.
pub struct Renter {
    /// Who signs.
    pub person: Person,
    /// Number of its next reservation.
    next: u64,
}

/// A reservation that is not closed.
#[derive(Clone)]
pub struct Rental {
    /// The reservation.
    pub address: Pubkey,
    /// Its escrow.
    pub escrow: Pubkey,
    /// Place of its supplier among all.
    pub supplier: usize,
    /// Who rents.
    pub renter: Person,
}

/// Renters come in, with IO and USDC.
pub fn join(economy: &mut Economy, count: u32) -> anyhow::Result<()> {
    for _ in 0..count {
        let person = economy.newcomer(IO)?;
        economy.renters.push(Renter { person, next: 0 });
    }
    Ok(())
}

/// One renter in sixteen looks for GPUs this hour, and takes them if the supplier that it looks at has any.
pub fn arrive(economy: &mut Economy) -> anyhow::Result<()> {
    for renter in 0..economy.renters.len() {
        if economy.chance(1, 16) {
            let supplier = economy.random.random_range(0..economy.suppliers.len());
            reserve(economy, renter, supplier)?;
        }
    }
    Ok(())
}

/// Reserves at exactly the cost that the quote gives.
fn reserve(economy: &mut Economy, renter: usize, supplier: usize) -> anyhow::Result<()> {
    let free = suppliers::free_gpus(economy, supplier)?;
    if free == 0 {
        return Ok(());
    }
    let gpus = economy.random.random_range(1..=free.min(MOST_GPUS));
    let hours = economy.random.random_range(1..=LONGEST);
    let offer_address = economy.suppliers[supplier].offer;
    let offer: Offer = economy.read(&offer_address)?;
    // Longer stays are paid in USDC.
    let currency = if economy.chance(1, 2) && hours <= offer.max_io_hours {
        Currency::Io
    } else {
        Currency::Usdc
    };
    let wanted = Wanted {
        gpus,
        hours,
        currency,
    };
    let (person, number) = {
        let renter = &mut economy.renters[renter];
        renter.next = renter.next.saturating_add(1);
        (renter.person.clone(), renter.next)
    };
    let (price, payer) = (economy.price, Some((person.pubkey(), currency)));
    let market = Market::read(&mut economy.vm, &offer_address, &price, payer)?;
    let total = market.quote(wanted)?.cost.total;
    if market.held < total {
        return Ok(());
    }
    let request = reserve::Request {
        renter: person.pubkey(),
        payer: person.pubkey(),
        wanted,
        number,
        limit: Some(total),
        revision: None,
        connection_key: economy.random.random(),
    };
    let prepared = reserve::prepare(&market, &request)?;
    economy.send(&prepared.act, &[&person])?;

    let address = client::reservation_address(&person.pubkey(), number);
    economy.rentals.push(Rental {
        address,
        escrow: client::escrow_address(&address),
        supplier,
        renter: person,
    });
    Ok(())
}

/// A renter in eighty has seen enough.
pub fn leave(economy: &mut Economy) -> anyhow::Result<()> {
    for rental in economy.rentals.clone() {
        if !economy.chance(1, 80) {
            continue;
        }
        let snapshot = Snapshot::read(&mut economy.vm, &rental.address)?;
        let request = terminate::Request {
            authority: rental.renter.pubkey(),
            exit: Exit::Terminate,
            within: 0,
        };
        match terminate::prepare(&snapshot, &request) {
            Ok(prepared) => economy.send(&prepared.act, &[&rental.renter])?,
            // It waits for its start, or its time is over.
            Err(Refusal::Program(_)) => {}
            Err(other) => return Err(other.into()),
        }
    }
    Ok(())
}
