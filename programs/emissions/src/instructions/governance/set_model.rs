//! Lists a GPU model with its compute units.
//!
//! Who may call it: the governance authority.
//!
//! 1. After the launch, refuses a place that is taken: its multiplier changes by proposals.
//! 2. Writes name and multiplier, and overtakes all earlier proposals for the model.
//! 3. Emits `ModelSet`.

use anchor_lang::prelude::*;
use io_common::{require, CommonError};

use crate::{
    error::EmissionsError,
    events::{Emit, ModelSet},
    state::{Config, Ledger, Models},
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
    #[account(
        constraint = authority.key() == config.load()?.roles.authority @ CommonError::NotAuthority,
    )]
    pub authority: Signer<'info>,
    /// Configuration.
    pub config: AccountLoader<'info, Config>,
    /// The ledger.
    pub ledger: AccountLoader<'info, Ledger>,
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
    {
        let mut models = ctx.accounts.models.load_mut()?;
        // After the launch, suppliers rely on a multiplier: it changes by proposals.
        let launched = ctx.accounts.ledger.load()?.is_launched();
        let listed = models.get(index).is_ok_and(|model| model.multiplier > 0);
        require!(!launched || !listed, EmissionsError::AlreadyLaunched);
        let proposals = ctx.accounts.config.load()?.proposals;
        models.set(index, &name, multiplier, proposals)?;
    }
    ctx.accounts
        .event_authority
        .emit(ModelSet { index, multiplier })
}
