//! What authority and guardian do at once.

use anchor_lang::prelude::*;
use io_common::governance::Act;

use crate::{
    events::{Emit, Governed},
    state::{Config, Ledger},
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
    /// The ledger, with the pause.
    #[account(mut)]
    pub ledger: AccountLoader<'info, Ledger>,
}

/// See [`crate::emissions::govern`].
pub fn handler(ctx: Context<Govern>, act: Act) -> Result<()> {
    let (accounts, now) = (&ctx.accounts, Clock::get()?.unix_timestamp);
    let paused_until = {
        let mut pause = accounts.ledger.load_mut()?.pause;
        let mut config = accounts.config.load_mut()?;
        config
            .roles
            .act(&mut pause, act, accounts.signer.key, now)?;
        accounts.ledger.load_mut()?.pause = pause;
        pause.until
    };
    accounts.event_authority.emit(Governed {
        signer: accounts.signer.key(),
        act,
        paused_until,
    })
}
