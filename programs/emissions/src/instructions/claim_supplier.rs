//! Pays a supplier's commission and reward of own stake.

use anchor_lang::prelude::*;
use anchor_spl::token::{Token, TokenAccount};
use io_common::{addresses, math::Checked, seeds, token, types::Supplier};

use super::payee::require_destination;
use crate::{
    events::Claimed,
    state::{Config, Ledger},
};

/// Accounts of `claim_supplier`.
#[event_cpi]
#[derive(Accounts)]
pub struct ClaimSupplier<'info> {
    /// Anyone.
    pub signer: Signer<'info>,
    /// Configuration.
    pub config: AccountLoader<'info, Config>,
    /// The ledger, owner of the vault.
    #[account(mut)]
    pub ledger: AccountLoader<'info, Ledger>,
    /// The supplier.
    #[account(mut)]
    pub supplier: AccountLoader<'info, Supplier>,
    /// CHECK: unclaimed rewards; the address is the program's own token account.
    #[account(mut, address = addresses::REWARD_VAULT.address)]
    pub reward_vault: UncheckedAccount<'info>,
    /// The payout wallet's token account.
    #[account(mut)]
    pub destination: Account<'info, TokenAccount>,
    /// The classic token program.
    pub token_program: Program<'info, Token>,
}

/// See [`crate::emissions::claim_supplier`].
pub fn handler(ctx: Context<ClaimSupplier>) -> Result<()> {
    let accounts = &ctx.accounts;
    let event = {
        let mut supplier = accounts.supplier.load_mut()?;
        let io_mint = accounts.config.load()?.io_mint;
        let signer = accounts.signer.key;
        require_destination(&accounts.destination, &io_mint, &supplier.payout, signer)?;
        let amount = std::mem::take(&mut supplier.rewards.owed);
        supplier.rewards.claimed = supplier.rewards.claimed.plus(amount)?;
        let mut ledger = accounts.ledger.load_mut()?;
        ledger.claimed_total = ledger.claimed_total.plus(amount)?;
        ledger.invariant()?;
        Claimed {
            supplier: accounts.supplier.key(),
            payee: supplier.payout,
            amount,
            claimed_total: ledger.claimed_total,
        }
    };
    if event.amount > 0 {
        let signer: &[&[&[u8]]] = &[&[seeds::LEDGER, &[addresses::LEDGER.bump]]];
        let (vault, destination) = (&accounts.reward_vault, &accounts.destination);
        token::transfer(vault, destination, &accounts.ledger, event.amount, signer)?;
        emit_cpi!(event);
    }
    Ok(())
}
