//! All accounts of the three programs.

use std::collections::BTreeMap;

use anchor_lang::{prelude::Pubkey, Discriminator, Owner};
use anchor_spl::token::spl_token::state::Mint;
use emissions::state::{Config, Delegation, Ledger, Slash};
use fee_burn::state::Engine;
use io_common::{
    addresses::{
        EMISSIONS_CONFIG, ENGINE, IO_VAULT, LEDGER, REWARD_VAULT, STAKE_VAULT, USDC_VAULT,
    },
    seeds,
    types::{Supplier, SupplierUsage},
};
use marketplace::state::{Autopay, Offer, Reservation};

use super::Governing;
use crate::{
    layout::{self, Stored},
    marketplace::escrow_address,
    read, spl, Network, ReadError,
};

/// A reservation with its escrow.
pub struct Rental {
    /// Its address.
    pub address: Pubkey,
    /// The account.
    pub reservation: Reservation,
    /// Tokens in its escrow.
    pub escrow: u64,
}

/// Tokens in the vaults, in base units.
pub struct Vaults {
    /// Minted, unclaimed rewards.
    pub rewards: u64,
    /// All stake.
    pub stake: u64,
    /// Fees in IO.
    pub io: u64,
    /// Fees in USDC.
    pub usdc: u64,
}

/// All accounts. On a running network, they are of slightly different moments.
pub struct Snapshot {
    /// Configuration of the emissions program.
    pub config: Config,
    /// The realm that governs it, if one does.
    pub realm: Option<Governing>,
    /// The emission ledger.
    pub ledger: Ledger,
    /// The auction engine.
    pub engine: Engine,
    /// The IO mint.
    pub mint: Mint,
    /// The vaults.
    pub vaults: Vaults,
    /// Suppliers.
    pub suppliers: BTreeMap<Pubkey, Supplier>,
    /// Delegations.
    pub delegations: Vec<Delegation>,
    /// Open slashes.
    pub slashes: Vec<Slash>,
    /// Usage accounts, by supplier.
    pub usages: BTreeMap<Pubkey, SupplierUsage>,
    /// Offers.
    pub offers: BTreeMap<Pubkey, Offer>,
    /// Reservations that are not closed.
    pub reservations: Vec<Rental>,
    /// Autopays.
    pub autopays: Vec<Autopay>,
}

impl Snapshot {
    /// Reads the accounts; none if the suite is not deployed.
    ///
    /// # Errors
    /// If the network does not answer.
    pub fn read(network: &mut dyn Network) -> Result<Option<Self>, ReadError> {
        let config: Option<Config> = read(network, &EMISSIONS_CONFIG.address)?;
        let ledger: Option<Ledger> = read(network, &LEDGER.address)?;
        let engine: Option<Engine> = read(network, &ENGINE.address)?;
        let (Some(config), Some(ledger), Some(engine)) = (config, ledger, engine) else {
            return Ok(None);
        };
        let Some(mint) = spl::mint(network, &config.io_mint)? else {
            return Ok(None);
        };
        let vaults = Vaults {
            rewards: spl::balance(network, &REWARD_VAULT.address)?,
            stake: spl::balance(network, &STAKE_VAULT.address)?,
            io: spl::balance(network, &IO_VAULT.address)?,
            usdc: spl::balance(network, &USDC_VAULT.address)?,
        };
        let mut reservations = Vec::new();
        for (address, reservation) in all::<Reservation>(network)? {
            let escrow = spl::balance(network, &escrow_of(&address, reservation.escrow_bump))?;
            reservations.push(Rental {
                address,
                reservation,
                escrow,
            });
        }
        let delegations = all::<Delegation>(network)?.into_iter();
        let slashes = all::<Slash>(network)?.into_iter();
        let usages = all::<SupplierUsage>(network)?.into_iter();
        let autopays = all::<Autopay>(network)?.into_iter();
        let authority = &config.roles.authority;
        let realm = Governing::read(network, authority, &config.io_mint)?;
        Ok(Some(Self {
            config,
            realm,
            ledger,
            engine,
            mint,
            vaults,
            suppliers: all(network)?.into_iter().collect(),
            delegations: delegations.map(|(_, it)| it).collect(),
            slashes: slashes.map(|(_, it)| it).collect(),
            usages: usages.map(|(_, usage)| (usage.supplier, usage)).collect(),
            offers: all(network)?.into_iter().collect(),
            reservations,
            autopays: autopays.map(|(_, it)| it).collect(),
        }))
    }
}

/// The escrow of a reservation, by its stored bump, which is faster than a search.
fn escrow_of(reservation: &Pubkey, bump: u8) -> Pubkey {
    let seeds: &[&[u8]] = &[seeds::ESCROW, reservation.as_ref(), &[bump]];
    let address = Pubkey::create_program_address(seeds, &marketplace::ID);
    address.unwrap_or_else(|_| escrow_address(reservation))
}

fn all<T: Stored + Discriminator + Owner>(
    network: &mut dyn Network,
) -> Result<Vec<(Pubkey, T)>, ReadError> {
    let found = network.program_accounts(&T::owner(), T::DISCRIMINATOR)?;
    let read = found.into_iter().map(|(address, account)| {
        let size = account.data.len();
        let other =
            || ReadError::Unreachable(format!("{address} has {size} bytes, as in another version"));
        Ok((address, layout::decode(&account.data).ok_or_else(other)?))
    });
    read.collect()
}
