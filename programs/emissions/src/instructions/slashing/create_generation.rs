//! Makes the record of the present generation of a supplier's shares, to be written when they are worn out.

use anchor_lang::prelude::*;
use io_common::{seeds, types::Supplier};

use crate::state::Generation;

/// Accounts of `create_generation`.
#[derive(Accounts)]
pub struct CreateGeneration<'info> {
    /// Anyone, who pays.
    #[account(mut)]
    pub payer: Signer<'info>,
    /// The supplier.
    pub supplier: AccountLoader<'info, Supplier>,
    /// The record.
    #[account(
        init, payer = payer, space = Generation::SIZE,
        seeds = [
            seeds::GENERATION, supplier.key().as_ref(),
            &supplier.load()?.slashes.generation.to_le_bytes(),
        ], bump,
    )]
    pub generation: AccountLoader<'info, Generation>,
    /// The system program.
    pub system_program: Program<'info, System>,
}

/// See [`crate::emissions::create_generation`].
pub fn handler(ctx: Context<CreateGeneration>) -> Result<()> {
    let mut generation = ctx.accounts.generation.load_init()?;
    generation.supplier = ctx.accounts.supplier.key();
    generation.payer = ctx.accounts.payer.key();
    generation.number = ctx.accounts.supplier.load()?.slashes.generation;
    (generation.bump, generation.version) = (ctx.bumps.generation, 1);
    Ok(())
}
