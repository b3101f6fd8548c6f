//! How rewards are paid, and to whom when anybody can send the transaction.

use anchor_lang::prelude::*;
use io_common::{
    addresses,
    derived::is_associated,
    math::Checked,
    seeds,
    token::{self, TokenAccount},
};

use crate::{error::EmissionsError, events::Claimed, state::Ledger};

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

/// Pays `amount` of the reward vault, and returns what there is to tell about it.
pub fn pay_rewards<'info>(
    ledger: &AccountLoader<'info, Ledger>,
    vault: &UncheckedAccount<'info>,
    destination: &Account<'info, TokenAccount>,
    (supplier, payee): (Pubkey, Pubkey),
    amount: u64,
) -> Result<Claimed> {
    let claimed_total = {
        let mut ledger = ledger.load_mut()?;
        ledger.claimed_total = ledger.claimed_total.plus(amount)?;
        ledger.claims_invariant()?;
        ledger.claimed_total
    };
    if amount > 0 {
        let signer: &[&[&[u8]]] = &[&[seeds::LEDGER, &[addresses::LEDGER.bump]]];
        token::transfer(vault, destination, ledger, amount, signer)?;
    }
    Ok(Claimed {
        supplier,
        payee,
        amount,
        claimed_total,
    })
}
