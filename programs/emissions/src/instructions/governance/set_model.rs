//! Lists or changes a GPU model.

use anchor_lang::prelude::*;
use io_common::CommonError;

use crate::{
    events::ModelSet,
    state::{Config, Models},
};

/// A GPU model.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Debug)]
pub struct ModelArgs {
    /// Index in the table.
    pub index: u16,
    /// Compute units of one GPU, in 10⁻⁴ units.
    pub multiplier: u32,
    /// Name of at most 32 bytes.
    pub name: String,
}

/// Accounts of `set_model`.
#[event_cpi]
#[derive(Accounts)]
pub struct SetModel<'info> {
    /// Governance authority.
    pub authority: Signer<'info>,
    /// Configuration.
    #[account(has_one = authority @ CommonError::NotAuthority)]
    pub config: AccountLoader<'info, Config>,
    /// The table of models.
    #[account(mut)]
    pub models: AccountLoader<'info, Models>,
}

/// See [`crate::emissions::set_model`].
pub fn handler(ctx: Context<SetModel>, args: ModelArgs) -> Result<()> {
    let ModelArgs {
        index,
        multiplier,
        name,
    } = args;
    ctx.accounts
        .models
        .load_mut()?
        .set(index, &name, multiplier)?;
    emit_cpi!(ModelSet { index, multiplier });
    Ok(())
}
