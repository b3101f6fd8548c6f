//! Instructions that bring the clock, suppliers and delegations up to date. Anyone can send them.

use ::emissions::state::{page_of, Delegation, HistoryPage, Ledger};
use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_common::{
    addresses::LEDGER,
    constants::{epoch_hour, EXPIRY_SLOTS},
    types::Supplier,
};

use crate::{emissions, layout, read, slashes, Network, ReadError};

/// Brings the ledger to the current hour: creates missing history pages, paid by `payer`, then `advance_clock`. Empty
/// if it is up to date, or if the network has not launched.
///
/// # Errors
/// If the network does not answer.
pub fn advance(
    network: &mut dyn Network,
    payer: &Pubkey,
    io_mint: &Pubkey,
) -> Result<Vec<Instruction>, ReadError> {
    let now = epoch_hour(network.unix_time()?);
    advance_to(network, payer, io_mint, now)
}

fn advance_to(
    network: &mut dyn Network,
    payer: &Pubkey,
    io_mint: &Pubkey,
    now: u32,
) -> Result<Vec<Instruction>, ReadError> {
    let hour = match read::<Ledger>(network, &LEDGER.address)? {
        Some(ledger) if is_behind(&ledger, now) => ledger.hour,
        _ => return Ok(Vec::new()),
    };
    let missing = missing(network, hour, now)?;
    Ok(advance_from(payer, io_mint, hour, &missing))
}

/// An epoch hour of each history page that is missing and that the hours after the epoch hour `now`, or attestations, need. Empty
/// before launch.
///
/// # Errors
/// If the network does not answer.
pub fn pages_ahead(network: &mut dyn Network, now: u32) -> Result<Vec<u32>, ReadError> {
    match read::<Ledger>(network, &LEDGER.address)? {
        Some(ledger) if ledger.is_launched() => missing(network, ledger.hour, now),
        _ => Ok(Vec::new()),
    }
}

fn missing(network: &mut dyn Network, hour: u32, now: u32) -> Result<Vec<u32>, ReadError> {
    let mut missing = Vec::new();
    for hour in hours_ahead(hour, now) {
        // An account with only lamports is not a page: anybody can send some to its address.
        if read::<HistoryPage>(network, &emissions::page_address(hour))?.is_none() {
            missing.push(hour);
        }
    }
    Ok(missing)
}

/// Whether the ledger is to be brought to the epoch hour `now`: not before launch.
pub(crate) fn is_behind(ledger: &Ledger, now: u32) -> bool {
    ledger.is_launched() && ledger.hour < now
}

/// An epoch hour of each history page that the ledger needs to go from `hour` to `now`: of the hours to walk now, and of those
/// that attestations may reach into.
pub(crate) fn hours_ahead(hour: u32, now: u32) -> Vec<u32> {
    let reach = EXPIRY_SLOTS as u32;
    let mut hours = vec![
        hour.saturating_add(1),
        hour.saturating_add(reach),
        now.saturating_add(reach),
    ];
    hours.dedup_by_key(|hour| page_of(*hour).0);
    hours
}

/// Creates the `missing` pages, by an hour of each, and advances the ledger from `hour`.
pub(crate) fn advance_from(
    payer: &Pubkey,
    io_mint: &Pubkey,
    hour: u32,
    missing: &[u32],
) -> Vec<Instruction> {
    let pages = missing.iter();
    let pages = pages.map(|hour| emissions::create_history_page(payer, *hour));
    pages
        .chain([emissions::advance_clock(io_mint, hour)])
        .collect()
}

/// Settles a supplier that is behind the epoch hour `now`.
pub(crate) fn settle(address: &Pubkey, supplier: &Supplier, now: u32) -> Option<Instruction> {
    let behind = supplier.rewards.settled_hour < now;
    behind.then(|| emissions::settle_supplier(address, supplier, now))
}

/// Brings the ledger and `suppliers` to the current hour (P-07): send these before anything that changes stake or
/// units, or claims.
///
/// # Errors
/// If the network does not answer.
pub fn catch_up(
    network: &mut dyn Network,
    payer: &Pubkey,
    io_mint: &Pubkey,
    suppliers: &[Pubkey],
) -> Result<Vec<Instruction>, ReadError> {
    let now = epoch_hour(network.unix_time()?);
    let mut instructions = advance_to(network, payer, io_mint, now)?;
    if suppliers.is_empty() {
        return Ok(instructions);
    }
    let accounts = network.accounts(suppliers)?;
    for (address, account) in suppliers.iter().zip(accounts) {
        let supplier = account.and_then(|it| layout::decode::<Supplier>(&it.data));
        instructions.extend(supplier.and_then(|supplier| settle(address, &supplier, now)));
    }
    Ok(instructions)
}

/// Makes a delegation follow the slashes of its supplier: send these before anything else. Empty if it has followed
/// them. The supplier may be closed: then slashes that took all of a stake still have to be followed.
///
/// # Errors
/// If the network does not answer.
pub fn follow(
    network: &mut dyn Network,
    supplier: &Pubkey,
    staker: &Pubkey,
) -> Result<Vec<Instruction>, ReadError> {
    let address = emissions::delegation_address(&emissions::DelegationKeys {
        staker: *staker,
        supplier: *supplier,
    });
    let Some(mut delegation) = read::<Delegation>(network, &address)? else {
        return Ok(Vec::new());
    };
    let account = read::<Supplier>(network, supplier)?;
    if account.is_some_and(|account| delegation.follow(&account).is_ok()) {
        return Ok(Vec::new());
    }
    let mut slashes = slashes::of(network, supplier)?;
    let followed = slashes::follow(&mut delegation, &mut slashes);
    let instructions = followed
        .iter()
        .map(|slash| emissions::apply_slash(slash, staker));
    Ok(instructions.collect())
}
