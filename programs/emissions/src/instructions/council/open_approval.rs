//! Opens the account that collects the approvals of one decision.
//!
//! Who may call it: anyone, who pays the rent.
//!
//! 1. Creates the account at the address of the decision's hash.
//! 2. Writes the hash, the payer, the time and the council's revision. There are no approvals yet.
//! 3. Emits nothing.

use anchor_lang::prelude::*;
use io_common::{
    seeds,
    types::{Approval, Council},
};

/// Accounts of `open_approval`.
#[derive(Accounts)]
#[instruction(hash: [u8; 32])]
pub struct OpenApproval<'info> {
    /// Pays the rent. Anyone.
    #[account(mut)]
    pub payer: Signer<'info>,
    /// The council.
    pub council: AccountLoader<'info, Council>,
    /// The approval account.
    #[account(
        init, payer = payer, space = Approval::SIZE, seeds = [seeds::APPROVAL, hash.as_ref()], bump,
    )]
    pub approval: AccountLoader<'info, Approval>,
    /// The system program.
    pub system_program: Program<'info, System>,
}

/// See [`crate::emissions::open_approval`].
pub fn handler(ctx: Context<OpenApproval>, hash: [u8; 32]) -> Result<()> {
    *ctx.accounts.approval.load_init()? = Approval {
        hash,
        payer: ctx.accounts.payer.key(),
        opened_at: Clock::get()?.unix_timestamp,
        revision: ctx.accounts.council.load()?.revision,
        approvals: 0,
        bump: ctx.bumps.approval,
        padding: 0,
    };
    Ok(())
}
