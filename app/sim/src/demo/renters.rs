//! Renters: each takes some GPUs for a while, and some leave early.

use anchor_lang::prelude::Pubkey;
use io_client::{
    actions::pricing::{self, Wanted},
    marketplace as client, spl,
};
use io_common::{addresses::MARKETPLACE_CONFIG, constants::ONE_IO};
use marketplace::{
    instructions::ReserveArgs,
    state::{Config, Currency, Offer, Status},
};
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
    /// Where unused money goes back to.
    pub renter_tokens: Pubkey,
    /// Where the supplier is paid.
    pub supplier_tokens: Pubkey,
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
    let (address, offer_address) = {
        let supply = &economy.suppliers[supplier];
        (supply.address, supply.offer)
    };
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
    let max_amount = cost(economy, &offer, wanted)?;
    let (person, number) = {
        let renter = &mut economy.renters[renter];
        renter.next = renter.next.saturating_add(1);
        (renter.person.clone(), renter.next)
    };
    let mint = match currency {
        Currency::Io => economy.io,
        Currency::Usdc => economy.usdc,
    };
    let renter_tokens = spl::wallet(&person.pubkey(), &mint);
    if economy.balance(&renter_tokens)? < max_amount {
        return Ok(());
    }
    let args = ReserveArgs {
        number,
        gpus,
        hours,
        currency,
        offer_revision: offer.revision,
        max_amount,
        connection_key: economy.random.random(),
    };
    let accounts = client::ReserveAccounts {
        renter: person.pubkey(),
        payer: person.pubkey(),
        supplier: address,
        offer: offer_address,
        mint,
        renter_tokens,
        price: Some(economy.price),
    };
    economy.send(&[client::reserve(&accounts, args)], &[&person])?;

    let address = client::reservation_address(&person.pubkey(), number);
    let payout = economy.suppliers[supplier].owner.pubkey();
    economy.rentals.push(Rental {
        address,
        escrow: client::escrow_address(&address),
        supplier,
        renter: person,
        renter_tokens,
        supplier_tokens: spl::wallet(&payout, &mint),
    });
    Ok(())
}

/// What the program will lock, in base units.
fn cost(economy: &mut Economy, offer: &Offer, wanted: Wanted) -> anyhow::Result<u64> {
    let config: Config = economy.read(&MARKETPLACE_CONFIG.address)?;
    let price = match wanted.currency {
        Currency::Io => Some(economy.oracle(&config.oracle)?),
        Currency::Usdc => None,
    };
    Ok(
        pricing::price_offer(&config, offer, wanted, price.as_ref())?
            .cost
            .total,
    )
}

/// A renter in eighty has seen enough.
pub fn leave(economy: &mut Economy) -> anyhow::Result<()> {
    for rental in economy.rentals.clone() {
        if !economy.chance(1, 80) {
            continue;
        }
        let reservation = economy.reservation(&rental)?;
        let now = economy.now();
        if reservation.is(Status::Active) && now < reservation.ends_at()? {
            let terminate = client::terminate(&rental.address, &reservation, &rental.renter_tokens);
            economy.send(&[terminate], &[&rental.renter])?;
        }
    }
    Ok(())
}
