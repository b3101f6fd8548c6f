//! Finds accounts above their rent-exempt minimum and builds `reclaim_rent` for each (P-25).

use core::mem::offset_of;
use std::collections::BTreeMap;

use ::emissions::state::{Delegation, HistoryPage, Redelegation, Slash};
use ::fee_burn::state as engine;
use ::marketplace::state::{Autopay, Offer, Reservation};
use anchor_lang::{
    prelude::{Pubkey, Rent},
    solana_program::{instruction::Instruction, sysvar::SysvarId},
    Discriminator,
};
use io_common::{
    addresses::{
        COUNCIL, EMISSIONS_CONFIG, ENGINE, FEE_BURN_CONFIG, LEDGER, MARKETPLACE_CONFIG, MODELS,
    },
    ids,
    types::{Approval, Supplier, SupplierUsage},
};
use solana_account::Account;
use solana_transaction_error::TransactionError;

use crate::{emissions, fee_burn, layout, marketplace, read, Network, ReadError};

/// Begins the log line that names the account of `InsufficientFundsForRent`, which the error only numbers.
pub const SHORT_OF_RENT: &str = "less than the rent-exempt minimum would be left in ";

/// The account that would be left with less than its rent-exempt minimum, among the accounts of the transaction.
pub fn short_of_rent(error: &TransactionError, keys: &[Pubkey]) -> Option<Pubkey> {
    match error {
        TransactionError::InsufficientFundsForRent { account_index } => {
            keys.get(usize::from(*account_index)).copied()
        }
        _ => None,
    }
}

/// An account with excess lamports.
#[derive(Clone, Debug)]
pub struct Reclaimable {
    /// The account.
    pub account: Pubkey,
    /// Name of its type.
    pub kind: &'static str,
    /// Recipient.
    pub recipient: Pubkey,
    /// Excess, in lamports.
    pub lamports: u64,
    /// `reclaim_rent`.
    pub instruction: Instruction,
}

/// The accounts of a type.
struct Type {
    name: &'static str,
    program: Pubkey,
    discriminator: &'static [u8],
    /// Byte offset of the recipient.
    place: usize,
}

/// Bytes of a discriminator.
const HEAD: usize = 8;
/// Byte offset of the supplier in an offer.
const OFFER_SUPPLIER: usize = HEAD + offset_of!(Offer, supplier);

/// All account types except offers and singletons.
fn types() -> Vec<Type> {
    macro_rules! types {
        ($($program:ident $account:ty, $place:expr;)*) => {
            vec![$(Type {
                name: stringify!($account).rsplit(' ').next().unwrap_or_default(),
                program: ids::$program::ID,
                discriminator: <$account>::DISCRIMINATOR,
                place: const { HEAD + $place },
            }),*]
        };
    }
    let mut types = types! {
        emissions Approval, offset_of!(Approval, payer);
        emissions HistoryPage, offset_of!(HistoryPage, payer);
        emissions Supplier, offset_of!(Supplier, owner);
        emissions Delegation, offset_of!(Delegation, staker);
        emissions Slash, offset_of!(Slash, payer);
        emissions Redelegation, offset_of!(Redelegation, staker);
        marketplace SupplierUsage, offset_of!(SupplierUsage, payer);
        marketplace Reservation, offset_of!(Reservation, payer);
        marketplace Autopay, offset_of!(Autopay, payer);
    };
    // In Borsh.
    macro_rules! borsh {
        ($($account:ty, $name:literal, $program:ident;)*) => {
            [$(Type {
                name: $name,
                program: ids::$program::ID,
                discriminator: <$account>::DISCRIMINATOR,
                place: <$account>::PAYER_AT,
            }),*]
        };
    }
    types.extend(borsh! {
        ::emissions::state::Proposal, "Proposal", emissions;
        ::emissions::state::VoterWeightRecord, "VoterWeightRecord", emissions;
        ::emissions::state::MaxVoterWeightRecord, "MaxVoterWeightRecord", emissions;
        ::marketplace::state::Proposal, "Proposal", marketplace;
        ::fee_burn::state::Proposal, "Proposal", fee_burn;
    });
    types
}

/// Singletons; the recipient is the payer stored in the program's configuration.
const SINGLE: [(&str, Pubkey); 7] = [
    ("Config", EMISSIONS_CONFIG.address),
    ("Ledger", LEDGER.address),
    ("Models", MODELS.address),
    ("Council", COUNCIL.address),
    ("Config", MARKETPLACE_CONFIG.address),
    ("Config", FEE_BURN_CONFIG.address),
    ("Engine", ENGINE.address),
];

/// `Rent` with this rate, in lamports a byte.
#[allow(deprecated)] // version 4 of the crate renames the first field and no longer reads the others
pub fn of(lamports_per_byte: u64) -> Rent {
    Rent {
        lamports_per_byte_year: lamports_per_byte,
        exemption_threshold: 1.0,
        burn_percent: 0,
    }
}

/// The cluster's current rent.
///
/// # Errors
/// If the network does not answer.
#[allow(deprecated)] // as of [`of`]
pub fn of_today(network: &mut dyn Network) -> Result<Rent, ReadError> {
    let account = network.account(&Rent::id())?;
    // Lamports a byte (u64), exemption threshold (f64), burn percentage (u8, unused).
    let parsed = account.and_then(|account| {
        let (rate, rest) = account.data.split_first_chunk()?;
        let (times, rest) = rest.split_first_chunk()?;
        Some(Rent {
            lamports_per_byte_year: u64::from_le_bytes(*rate),
            exemption_threshold: f64::from_le_bytes(*times),
            burn_percent: *rest.first()?,
        })
    });
    parsed.ok_or_else(|| ReadError::Unreachable("its Rent sysvar cannot be read".into()))
}

/// State that is read only once.
struct Reader {
    rent: Rent,
    emissions: ::emissions::state::Config,
    engine: engine::Config,
    /// Suppliers seen so far.
    suppliers: BTreeMap<Pubkey, Supplier>,
}

impl Reader {
    /// None before the programs are initialised.
    fn new(network: &mut dyn Network) -> Result<Option<Self>, ReadError> {
        let emissions = read(network, &EMISSIONS_CONFIG.address)?;
        let engine = read(network, &FEE_BURN_CONFIG.address)?;
        let (Some(emissions), Some(engine)) = (emissions, engine) else {
            return Ok(None);
        };
        Ok(Some(Self {
            rent: of_today(network)?,
            emissions,
            engine,
            suppliers: BTreeMap::new(),
        }))
    }

    fn supplier(
        &mut self,
        network: &mut dyn Network,
        address: &Pubkey,
    ) -> Result<Option<&Supplier>, ReadError> {
        if !self.suppliers.contains_key(address) {
            let found = read(network, address)?;
            self.suppliers
                .extend(found.map(|supplier| (*address, supplier)));
        }
        Ok(self.suppliers.get(address))
    }

    /// The account's excess, if any.
    fn look(
        &mut self,
        network: &mut dyn Network,
        kind: &'static str,
        address: &Pubkey,
        account: &Account,
    ) -> Result<Option<Reclaimable>, ReadError> {
        let data = &account.data;
        let found = if account.owner == ids::emissions::ID {
            let deposit = ::emissions::state::deposit(data, &self.emissions);
            deposit.map(|it| (it, emissions::reclaim_rent(address, &it.recipient)))
        } else if account.owner == ids::fee_burn::ID {
            let deposit = engine::deposit(data, &self.engine);
            deposit.map(|it| (it, fee_burn::reclaim_rent(address, &it.recipient)))
        } else if account.owner == ids::marketplace::ID {
            let of = io_common::rent::typed::<Offer>(data).map(|offer| offer.supplier);
            let supplier = match &of {
                Some(of) => self.supplier(network, of)?.map(|it| (*of, it)),
                None => None,
            };
            let deposit = ::marketplace::state::deposit(data, supplier);
            let instruction = |to: &Pubkey| marketplace::reclaim_rent(address, to, of.as_ref());
            deposit.map(|it| (it, instruction(&it.recipient)))
        } else {
            return Ok(None);
        };
        let Ok((deposit, instruction)) = found else {
            return Ok(None);
        };
        let minimum = self.rent.minimum_balance(data.len());
        let lamports = deposit.surplus(account.lamports, minimum);
        Ok((lamports > 0).then_some(Reclaimable {
            account: *address,
            kind,
            recipient: deposit.recipient,
            lamports,
            instruction,
        }))
    }
}

/// Accounts of the suite with excess lamports: those of `recipient`, found by the node's filters, or all.
///
/// # Errors
/// If the network does not answer.
pub fn reclaimable(
    network: &mut dyn Network,
    recipient: Option<&Pubkey>,
) -> Result<Vec<Reclaimable>, ReadError> {
    let Some(mut reader) = Reader::new(network)? else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    let singles = network.accounts(&SINGLE.map(|(_, address)| address))?;
    for ((kind, address), account) in SINGLE.into_iter().zip(singles) {
        let account = account.unwrap_or_default();
        found.extend(reader.look(network, kind, &address, &account)?);
    }
    for of in types() {
        let accounts = match recipient {
            Some(one) => {
                network.program_accounts_of(&of.program, of.discriminator, of.place, one)?
            }
            None => network.program_accounts(&of.program, of.discriminator)?,
        };
        for (address, account) in accounts {
            let supplier = layout::decode::<Supplier>(&account.data);
            reader
                .suppliers
                .extend(supplier.map(|supplier| (address, supplier)));
            found.extend(reader.look(network, of.name, &address, &account)?);
        }
    }
    let (program, discriminator) = (ids::marketplace::ID, Offer::DISCRIMINATOR);
    let offers = match recipient {
        None => network.program_accounts(&program, discriminator)?,
        Some(_) => {
            let suppliers: Vec<Pubkey> = reader.suppliers.keys().copied().collect();
            let mut offers = Vec::new();
            for one in suppliers {
                let place = OFFER_SUPPLIER;
                offers.extend(network.program_accounts_of(&program, discriminator, place, &one)?);
            }
            offers
        }
    };
    for (address, account) in offers {
        found.extend(reader.look(network, "Offer", &address, &account)?);
    }
    found.retain(|one| recipient.is_none_or(|recipient| one.recipient == *recipient));
    Ok(found)
}

/// The excess of one account, if any.
///
/// # Errors
/// If the network does not answer.
pub fn reclaimable_of(
    network: &mut dyn Network,
    address: &Pubkey,
) -> Result<Option<Reclaimable>, ReadError> {
    let account = network.account(address)?.unwrap_or_default();
    let kinds = types();
    let known = kinds
        .iter()
        .find(|of| of.program == account.owner && account.data.starts_with(of.discriminator));
    let single = SINGLE.iter().find(|(_, single)| single == address);
    let kind = known.map(|of| of.name).or(single.map(|(name, _)| *name));
    match Reader::new(network)? {
        Some(mut reader) => reader.look(network, kind.unwrap_or("Offer"), address, &account),
        None => Ok(None),
    }
}
