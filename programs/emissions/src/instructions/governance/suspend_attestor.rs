//! Suspends an attestor until a new council is named.
//!
//! Who may call it: authority or guardian.
//!
//! 1. Refuses an address that is not an attestor.
//! 2. Marks the attestor as suspended, and overtakes all earlier proposals of a council.
//! 3. Emits `AttestorSuspended`.

use anchor_lang::prelude::*;
use io_common::types::Council;

use crate::{
    events::{AttestorSuspended, Emit},
    state::Config,
};

/// Accounts of `suspend_attestor`.
#[event_cpi]
#[derive(Accounts)]
pub struct SuspendAttestor<'info> {
    /// Authority or guardian.
    pub guardian: Signer<'info>,
    /// Configuration.
    pub config: AccountLoader<'info, Config>,
    /// The council.
    #[account(mut)]
    pub council: AccountLoader<'info, Council>,
}

/// See [`crate::emissions::suspend_attestor`].
pub fn handler(ctx: Context<SuspendAttestor>, attestor: Pubkey) -> Result<()> {
    let accounts = &ctx.accounts;
    let guardian = accounts.guardian.key;
    {
        let config = accounts.config.load()?;
        config.roles.require_guardian(guardian)?;
        let mut council = accounts.council.load_mut()?;
        council.suspend(&attestor, config.proposals)?;
    }
    accounts
        .event_authority
        .emit(AttestorSuspended { attestor })
}
