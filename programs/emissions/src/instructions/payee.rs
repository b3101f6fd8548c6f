//! To whom tokens may go when anybody can send the transaction.

use anchor_lang::prelude::*;
use anchor_spl::{associated_token::get_associated_token_address, token::TokenAccount};

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
    let chosen =
        signer == payee || destination.key() == get_associated_token_address(payee, io_mint);
    require!(owned && chosen, EmissionsError::WrongDestination);
    Ok(())
}
