//! What somebody has to send so that the clock goes on. Anyone can; nobody's signature matters.

use ::emissions::state::{page_of, Delegation, HistoryPage, Ledger};
use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_common::{
    addresses::LEDGER,
    constants::{epoch_hour, EXPIRY_SLOTS},
    types::Supplier,
};

use crate::{emissions, layout, read, slashes, Network, ReadError};

/// Brings the ledger to the present hour: the history pages that are missing, paid by `payer`, then `advance_clock`.
/// Nothing if it is there already or the network has not launched.
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
        Some(ledger) if ledger.is_launched() && ledger.hour < now => ledger.hour,
        _ => return Ok(Vec::new()),
    };
    // The pages of the hours to walk now, and of those that attestations may reach into.
    let reach = EXPIRY_SLOTS as u32;
    let ahead = [
        hour.saturating_add(1),
        hour.saturating_add(reach),
        now.saturating_add(reach),
    ];
    let mut hours = ahead.to_vec();
    hours.dedup_by_key(|hour| page_of(*hour).0);
    let mut instructions = Vec::new();
    for hour in hours {
        // An account with only lamports is not a page: anybody can send some to its address.
        if read::<HistoryPage>(network, &emissions::page_address(hour))?.is_none() {
            instructions.push(emissions::create_history_page(payer, hour));
        }
    }
    instructions.push(emissions::advance_clock(io_mint, hour));
    Ok(instructions)
}

/// Brings the ledger and `suppliers` to the present hour (P-07): put these in front of whatever changes stake or
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
        let behind = supplier.filter(|supplier| supplier.rewards.settled_hour < now);
        instructions
            .extend(behind.map(|supplier| emissions::settle_supplier(address, &supplier, now)));
    }
    Ok(instructions)
}

/// Makes a delegation follow the slashes of its supplier: put these in front of whatever it is used for. Nothing if it
/// has followed them. The supplier may be closed: the slashes that took all of a stake are then still to be followed.
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
