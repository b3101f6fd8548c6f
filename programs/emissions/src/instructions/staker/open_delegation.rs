//! Opens an empty delegation to a supplier.
//!
//! Who may call it: the staker, who pays the rent.
//!
//! 1. Creates the delegation at the address of supplier and staker.
//! 2. Writes both; there is no stake yet. Emits nothing.

use anchor_lang::prelude::*;
use io_common::{seeds, types::Supplier};

use crate::state::Delegation;

/// Accounts of `open_delegation`.
#[derive(Accounts)]
pub struct OpenDelegation<'info> {
    /// The staker, who pays the rent.
    #[account(mut)]
    pub staker: Signer<'info>,
    /// The supplier.
    pub supplier: AccountLoader<'info, Supplier>,
    /// The delegation.
    #[account(
        init, payer = staker, space = Delegation::SIZE,
        seeds = [seeds::DELEGATION, supplier.key().as_ref(), staker.key().as_ref()], bump,
    )]
    pub delegation: AccountLoader<'info, Delegation>,
    /// The system program.
    pub system_program: Program<'info, System>,
}

/// See [`crate::emissions::open_delegation`].
pub fn handler(ctx: Context<OpenDelegation>) -> Result<()> {
    *ctx.accounts.delegation.load_init()? = Delegation {
        supplier: ctx.accounts.supplier.key(),
        staker: ctx.accounts.staker.key(),
        bump: ctx.bumps.delegation,
        ..Delegation::default()
    };
    Ok(())
}
