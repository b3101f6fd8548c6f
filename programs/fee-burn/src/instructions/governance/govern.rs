//! What authority and guardian do at once.

use anchor_lang::prelude::*;
use io_common::governance::Act;

use crate::{
    events::{Emit, Governed},
    state::Config,
};

/// Accounts of `govern`.
#[event_cpi]
#[derive(Accounts)]
pub struct Govern<'info> {
    /// Authority, guardian, or who was named as authority: the act says which.
    pub signer: Signer<'info>,
    /// Configuration.
    #[account(mut)]
    pub config: AccountLoader<'info, Config>,
}

/// See [`crate::fee_burn::govern`].
pub fn handler(ctx: Context<Govern>, act: Act) -> Result<()> {
    let (accounts, now) = (&ctx.accounts, Clock::get()?.unix_timestamp);
    let paused_until = {
        let mut config = accounts.config.load_mut()?;
        let Config { roles, pause, .. } = &mut *config;
        roles.act(pause, act, accounts.signer.key, now)?;
        pause.until
    };
    accounts.event_authority.emit(Governed {
        signer: accounts.signer.key(),
        act,
        paused_until,
    })
}
