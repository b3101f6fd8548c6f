//! Does what authority and guardian can do at once: roles and pause.
//!
//! Who may call it: authority, guardian, or who was named as authority, as the action says.
//!
//! 1. Refuses a signer who may not do this.
//! 2. Changes the roles or the pause.
//! 3. Emits `MarketplaceGoverned`.

use anchor_lang::prelude::*;
use io_common::governance::GovernanceAction;

use crate::{
    events::{Emit, MarketplaceGoverned},
    state::Config,
};

/// Accounts of `govern`.
#[event_cpi]
#[derive(Accounts)]
pub struct Govern<'info> {
    /// Authority, guardian, or who was named as authority: the action says which.
    pub signer: Signer<'info>,
    /// Configuration.
    #[account(mut)]
    pub config: AccountLoader<'info, Config>,
}

/// See [`crate::marketplace::govern`].
pub fn handler(ctx: Context<Govern>, action: GovernanceAction) -> Result<()> {
    let (accounts, now) = (&ctx.accounts, Clock::get()?.unix_timestamp);
    let paused_until = {
        let mut config = accounts.config.load_mut()?;
        let Config { roles, pause, .. } = &mut *config;
        roles.action(pause, action, accounts.signer.key, now)?;
        pause.until
    };
    accounts.event_authority.emit(MarketplaceGoverned {
        signer: accounts.signer.key(),
        action,
        paused_until,
    })
}
