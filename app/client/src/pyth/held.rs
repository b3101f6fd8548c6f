//! Price and VAA accounts of a poster, which can be closed for their rent.

use anchor_lang::prelude::Pubkey;
use io_common::oracle::message::DISCRIMINATOR;

use super::receiver::{config_address, Config};
use crate::{Match, Network, ReadError};

/// Place of the write authority in a price account.
const AUTHORITY: usize = 8;
const ENCODED: [u8; 8] = [226, 101, 163, 4, 133, 160, 84, 245];
/// Place of the write authority in an account with a VAA, after the status.
const ENCODED_AUTHORITY: usize = 9;

/// The address that may overwrite and close a price account; none if it is not a price account.
pub fn write_authority(data: &[u8]) -> Option<Pubkey> {
    let rest = data.strip_prefix(&DISCRIMINATOR)?;
    let authority: &[u8; 32] = rest.first_chunk()?;
    Some(Pubkey::from(*authority))
}

/// Price accounts of a receiver with `authority` as write authority, with their lamports.
///
/// # Errors
/// If the network cannot be read.
pub fn posted_by(
    network: &mut dyn Network,
    receiver: &Pubkey,
    authority: &Pubkey,
) -> Result<Vec<(Pubkey, u64)>, ReadError> {
    let is_own = [Match::new(AUTHORITY, authority)];
    let found = network.program_accounts_where(receiver, &DISCRIMINATOR, &is_own)?;
    Ok(found
        .into_iter()
        .map(|(address, account)| (address, account.lamports))
        .collect())
}

/// VAA accounts of `authority` at a receiver's Wormhole program, with that program and their lamports.
///
/// # Errors
/// If the network cannot be read.
pub fn encoded_by(
    network: &mut dyn Network,
    receiver: &Pubkey,
    authority: &Pubkey,
) -> Result<Vec<(Pubkey, Pubkey, u64)>, ReadError> {
    let config = network.account(&config_address(receiver))?;
    let config = config.filter(|it| it.owner == *receiver);
    let Some(config) = config.and_then(|it| Config::parse(&it.data)) else {
        return Ok(Vec::new());
    };
    let is_own = [Match::new(ENCODED_AUTHORITY, authority)];
    let found = network.program_accounts_where(&config.wormhole, &ENCODED, &is_own)?;
    Ok(found
        .into_iter()
        .map(|(address, account)| (config.wormhole, address, account.lamports))
        .collect())
}
