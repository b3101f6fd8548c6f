//! Makes a delegation follow a slash.

use anchor_lang::prelude::*;

use super::close_if_over;
use crate::{
    error::EmissionsError,
    events::SlashApplied,
    state::{Delegation, Slash},
};

/// Accounts of `apply_slash`. The supplier is not needed: it may be closed.
#[event_cpi]
#[derive(Accounts)]
pub struct ApplySlash<'info> {
    /// The slash.
    #[account(mut, has_one = payer @ EmissionsError::WrongSlash)]
    pub slash: AccountLoader<'info, Slash>,
    /// The delegation.
    #[account(
        mut,
        constraint = delegation.load()?.supplier == slash.load()?.supplier
            @ EmissionsError::WrongDelegation,
    )]
    pub delegation: AccountLoader<'info, Delegation>,
    /// CHECK: who paid for the slash, and gets the rent when the last delegation has followed its end.
    #[account(mut)]
    pub payer: UncheckedAccount<'info>,
}

/// See [`crate::emissions::apply_slash`].
pub fn handler(ctx: Context<ApplySlash>) -> Result<()> {
    let accounts = &ctx.accounts;
    let event = {
        let mut slash = accounts.slash.load_mut()?;
        let mut delegation = accounts.delegation.load_mut()?;
        let applied = delegation.apply(&mut slash)?;
        SlashApplied {
            supplier: slash.supplier,
            staker: delegation.staker,
            number: slash.number,
            held_active: applied.held_active,
            held_cooling: applied.held_cooling,
            taken: applied.taken,
            back_active: applied.back_active,
            back_cooling: applied.back_cooling,
        }
    };
    emit_cpi!(event);
    close_if_over(&accounts.slash, &accounts.payer)
}
