//! Applies a proposed change.
//!
//! Who may call it: anyone, from 48 hours after the proposal, for 7 days.
//!
//! 1. Refuses while anything of a lot is left: an auction ends on its own terms.
//! 2. Counts the fees that came in, at the share in force until now (P-26).
//! 3. Refuses before the 48 hours are over, after the 7 days, and if a newer decision on the same parameter is in
//!    force.
//! 4. Makes the change in the configuration.
//! 5. Emits `ChangeApplied`.
//! 6. Closes the proposal; its rent goes back to its payer.

use anchor_lang::prelude::*;
use io_common::{addresses, require, token::TokenAccount, CommonError};

use crate::{
    error::FeeBurnError,
    events::{ChangeApplied, Emit},
    state::{Config, Engine, Proposal},
};

/// Accounts of `apply_change`.
#[event_cpi]
#[derive(Accounts)]
pub struct ApplyChange<'info> {
    /// Configuration.
    #[account(mut)]
    pub config: AccountLoader<'info, Config>,
    /// The engine.
    #[account(mut)]
    pub engine: AccountLoader<'info, Engine>,
    /// The proposal.
    #[account(mut, dup, close = payer, has_one = payer @ CommonError::WrongPayer)]
    pub proposal: Account<'info, Proposal>,
    /// Rent payer; gets the rent back.
    /// CHECK: the address is checked; it only receives lamports.
    #[account(mut)]
    pub payer: UncheckedAccount<'info>,
    /// Vault of fees in IO.
    #[account(address = addresses::IO_VAULT.address)]
    pub io_vault: Account<'info, TokenAccount>,
    /// Vault of fees in USDC.
    #[account(address = addresses::USDC_VAULT.address)]
    pub usdc_vault: Account<'info, TokenAccount>,
}

/// See [`crate::fee_burn::apply_change`].
pub fn handler(ctx: Context<ApplyChange>) -> Result<()> {
    let (accounts, now) = (&ctx.accounts, Clock::get()?.unix_timestamp);
    {
        // P-07: an auction ends on the terms on which it began. The bucket belongs to no one: the next opening fills
        // it by the parameters in force then.
        let mut engine = accounts.engine.load_mut()?;
        require!(engine.auction.left == 0, FeeBurnError::LotLeft);
        let mut config = accounts.config.load_mut()?;
        let (io, usdc) = (accounts.io_vault.amount, accounts.usdc_vault.amount);
        engine.count(&config, io, usdc)?;
        engine.invariant()?;
        accounts.proposal.apply(&mut config, now)?;
    }
    accounts.event_authority.emit(ChangeApplied {
        proposal: accounts.proposal.key(),
        change: accounts.proposal.change.clone(),
    })
}
