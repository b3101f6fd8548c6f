//! Immediate actions of authority and guardian: roles and pause.
//!
//! Who may call it: the authority, the guardian or the proposed authority, depending on the action.
//!
//! 1. Refuses a signer who may not take this action.
//! 2. Changes the roles or the pause.
//! 3. Emits `FeeBurnGoverned`.

use anchor_lang::prelude::*;
use io_common::governance::GovernanceAction;

use crate::{
    events::{Emit, FeeBurnGoverned},
    state::Config,
};

/// Accounts of `govern`.
#[event_cpi]
#[derive(Accounts)]
pub struct Govern<'info> {
    /// The authority, the guardian or the proposed authority, depending on the action.
    pub signer: Signer<'info>,
    /// Configuration.
    #[account(mut)]
    pub config: AccountLoader<'info, Config>,
}

/// See [`crate::fee_burn::govern`].
pub fn handler(ctx: Context<Govern>, action: GovernanceAction) -> Result<()> {
    let (accounts, now) = (&ctx.accounts, Clock::get()?.unix_timestamp);
    let paused_until = {
        let mut config = accounts.config.load_mut()?;
        let Config { roles, pause, .. } = &mut *config;
        roles.action(pause, action, accounts.signer.key, now)?;
        pause.until
    };
    accounts.event_authority.emit(FeeBurnGoverned {
        signer: accounts.signer.key(),
        action,
        paused_until,
    })
}
