//! Makes a delegation follow a slash.
//!
//! Who may call it: anyone.
//!
//! 1. Does nothing if the slash is closed, or the delegation has followed it.
//! 2. At its opening: holds the delegation's part of active and of cooling stake.
//! 3. At its end: that part is lost if the slash was executed, and free if not. Refuses if another slash comes first.
//! 4. Emits `SlashApplied`. No token moves.
//! 5. Closes the slash if this was the last delegation to follow its end; its rent goes back to its payer.

use anchor_lang::{prelude::*, solana_program::system_program};
use io_common::require_keys_eq;

use crate::{
    error::EmissionsError,
    events::{Emit, SlashApplied},
    instructions::shared::slash::close_if_over,
    state::{Delegation, Slash},
};

/// Accounts of `apply_slash`. The supplier is not among them: it may be closed.
#[event_cpi]
#[derive(Accounts)]
pub struct ApplySlash<'info> {
    /// The slash, or its address once it is closed. It closes when the last delegation has followed its end.
    /// CHECK: the handler reads it if it exists.
    #[account(mut)]
    pub slash: UncheckedAccount<'info>,
    /// The delegation.
    #[account(mut)]
    pub delegation: AccountLoader<'info, Delegation>,
    /// Rent payer of the slash, who gets the rent back when the last delegation has followed its end.
    /// CHECK: the handler compares it with the slash.
    #[account(mut)]
    pub payer: UncheckedAccount<'info>,
}

/// See [`crate::emissions::apply_slash`].
pub fn handler<'info>(ctx: Context<'info, ApplySlash<'info>>) -> Result<()> {
    let accounts: &'info ApplySlash<'info> = ctx.accounts;
    if *accounts.slash.owner == system_program::ID {
        return Ok(());
    }
    let loader = AccountLoader::<Slash>::try_from(&accounts.slash)?;
    let event = {
        let mut slash = loader.load_mut()?;
        let mut delegation = accounts.delegation.load_mut()?;
        require_keys_eq!(
            slash.payer,
            accounts.payer.key(),
            EmissionsError::WrongSlash
        );
        require_keys_eq!(
            slash.supplier,
            delegation.supplier,
            EmissionsError::WrongDelegation
        );
        if delegation.has_followed(&slash) {
            return Ok(());
        }
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
    ctx.accounts.event_authority.emit(event)?;
    close_if_over(&loader, &accounts.payer)
}
