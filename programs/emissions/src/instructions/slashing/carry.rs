//! Carries the shares of a delegation over into the next generation.

use anchor_lang::prelude::*;
use io_common::types::Supplier;

use crate::{
    error::EmissionsError,
    state::{Delegation, Generation},
};

/// Accounts of `carry`.
#[derive(Accounts)]
pub struct Carry<'info> {
    /// The supplier.
    pub supplier: AccountLoader<'info, Supplier>,
    /// The delegation.
    #[account(mut, has_one = supplier @ EmissionsError::WrongDelegation)]
    pub delegation: AccountLoader<'info, Delegation>,
    /// The generation that its shares are of.
    #[account(has_one = supplier @ EmissionsError::WrongGeneration)]
    pub generation: AccountLoader<'info, Generation>,
}

/// See [`crate::emissions::carry`].
pub fn handler(ctx: Context<Carry>) -> Result<()> {
    let accounts = &ctx.accounts;
    let mut delegation = accounts.delegation.load_mut()?;
    delegation.carry(&*accounts.generation.load()?, &*accounts.supplier.load()?)
}
