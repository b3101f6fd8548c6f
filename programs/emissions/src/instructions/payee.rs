//! To whom tokens may go when anybody can send the transaction.

use anchor_lang::prelude::*;
use anchor_spl::token::TokenAccount;
use io_common::derived::is_associated;

use crate::error::EmissionsError;

/// P-09: the tokens reach an account of the payee; one that the payee chose, or, if somebody else signs, the
/// one where wallets look.
pub fn require_destination(
    destination: &Account<TokenAccount>,
    io_mint: &Pubkey,
    payee: &Pubkey,
    signer: &Pubkey,
) -> Result<()> {
    let owned = destination.owner == *payee && destination.mint == *io_mint;
    let chosen = || signer == payee || is_associated(&destination.key(), payee, io_mint);
    require!(owned && chosen(), EmissionsError::WrongDestination);
    Ok(())
}
