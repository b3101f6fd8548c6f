//! Immediate actions of authority and guardian: roles and pause.
//!
//! Who may call it: the authority, the guardian or the proposed authority, depending on the action.
//!
//! 1. Refuses a signer who may not take this action.
//! 2. Changes the roles in the configuration, or the pause in the ledger.
//! 3. Emits `EmissionsGoverned`.

use anchor_lang::prelude::*;
use io_common::governance::GovernanceAction;

use crate::{
    events::{EmissionsGoverned, Emit},
    state::{Config, Ledger},
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
    /// The ledger, which stores the pause.
    #[account(mut)]
    pub ledger: AccountLoader<'info, Ledger>,
}

/// See [`crate::emissions::govern`].
pub fn handler(ctx: Context<Govern>, action: GovernanceAction) -> Result<()> {
    let (accounts, now) = (&ctx.accounts, Clock::get()?.unix_timestamp);
    let paused_until = {
        let mut pause = accounts.ledger.load_mut()?.pause;
        let mut config = accounts.config.load_mut()?;
        config
            .roles
            .action(&mut pause, action, accounts.signer.key, now)?;
        accounts.ledger.load_mut()?.pause = pause;
        pause.until
    };
    accounts.event_authority.emit(EmissionsGoverned {
        signer: accounts.signer.key(),
        action,
        paused_until,
    })
}
