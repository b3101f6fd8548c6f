//! Payment of rewards, including the check of the destination when anyone may send the transaction.

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

/// P-09: the tokens go to any token account of the payee if the payee signs, otherwise to its associated token
/// account.
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

/// Accounts that a payment of rewards needs.
pub struct Payment<'a, 'info> {
    /// The ledger, owner of the vault.
    pub ledger: &'a AccountLoader<'info, Ledger>,
    /// Unclaimed rewards.
    pub vault: &'a UncheckedAccount<'info>,
    /// Token account that receives the rewards.
    pub destination: &'a Account<'info, TokenAccount>,
    /// Signs the event.
    pub event_authority: &'a UncheckedAccount<'info>,
    /// Whether they are the supplier's: commission and reward of own stake.
    pub own: bool,
}

/// Pays `amount`, earned by `supplier`, from the reward vault and emits the event. Succeeds if it is 0.
#[inline(never)]
pub fn pay_rewards(payment: Payment, supplier: &Pubkey, payee: &Pubkey, amount: u64) -> Result<()> {
    let Payment {
        ledger,
        vault,
        destination,
        event_authority,
        own,
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
        own,
    })
}
