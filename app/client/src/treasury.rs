//! Whether somebody can sign for the council's treasury: what is paid to an address without a signer is lost.

use anchor_lang::prelude::Pubkey;
use anchor_spl::{token, token_2022};

use crate::{Network, ReadError};

/// What is at `address`, if nobody signs for it. An address without an account may be a new wallet.
///
/// # Errors
/// If the network does not answer.
pub fn objection(
    network: &mut dyn Network,
    address: &Pubkey,
) -> Result<Option<&'static str>, ReadError> {
    let Some(account) = network.account(address)? else {
        return Ok(None);
    };
    let tokens = [token::ID, token_2022::ID].contains(&account.owner);
    let suite = [emissions::ID, marketplace::ID, fee_burn::ID].contains(&account.owner);
    Ok(match () {
        () if account.executable => Some("a program"),
        () if tokens => Some("a token account or a mint: name the wallet that owns it"),
        () if suite => Some("an account of the suite's programs"),
        () => None,
    })
}
