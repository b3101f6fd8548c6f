//! How rewards are paid, and to whom when anybody can send the transaction.

use anchor_lang::prelude::*;
use io_common::{
    addresses,
    derived::is_associated,
    math::Checked,
    require, seeds,
    token::{self, TokenAccount},
};

use crate::{
    error::EmissionsError,
    events::{Claimed, Emit},
    state::Ledger,
};

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

/// Accounts by which rewards are paid.
pub struct Payment<'a, 'info> {
    /// The ledger, owner of the vault.
    pub ledger: &'a AccountLoader<'info, Ledger>,
    /// Unclaimed rewards.
    pub vault: &'a UncheckedAccount<'info>,
    /// Where they go.
    pub destination: &'a Account<'info, TokenAccount>,
    /// Signs the event.
    pub event_authority: &'a UncheckedAccount<'info>,
}

/// Pays `amount` of the reward vault, earned by `supplier`, and tells of it; nothing to pay is success.
#[inline(never)]
pub fn pay_rewards(payment: Payment, supplier: &Pubkey, payee: &Pubkey, amount: u64) -> Result<()> {
    let Payment {
        ledger,
        vault,
        destination,
        event_authority,
    } = payment;
    let claimed_total = {
        let mut ledger = ledger.load_mut()?;
        ledger.claimed_total = ledger.claimed_total.plus(amount)?;
        ledger.claims_invariant()?;
        ledger.claimed_total
    };
    if amount == 0 {
        return Ok(());
    }
    let signer: &[&[&[u8]]] = &[&[seeds::LEDGER, &[addresses::LEDGER.bump]]];
    token::transfer(vault, destination, ledger, amount, signer)?;
    event_authority.emit(Claimed {
        supplier: *supplier,
        payee: *payee,
        amount,
        claimed_total,
    })
}
