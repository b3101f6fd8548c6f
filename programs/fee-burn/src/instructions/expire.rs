//! Ends an auction whose time is over.

use anchor_lang::prelude::*;

use crate::{
    events::{Emit, Expired, Totals},
    state::{Config, Engine},
};

/// Accounts of `expire`.
#[event_cpi]
#[derive(Accounts)]
pub struct Expire<'info> {
    /// Configuration.
    pub config: AccountLoader<'info, Config>,
    /// The engine.
    #[account(mut)]
    pub engine: AccountLoader<'info, Engine>,
}

/// See [`crate::fee_burn::expire`].
pub fn handler(ctx: Context<Expire>) -> Result<()> {
    let accounts = &ctx.accounts;
    let now = Clock::get()?.unix_timestamp;
    let event = {
        let mut engine = accounts.engine.load_mut()?;
        let returned = engine.expire(&*accounts.config.load()?, now)?;
        engine.invariant()?;
        Expired {
            returned,
            totals: Totals::from(&*engine),
        }
    };
    if event.returned > 0 {
        accounts.event_authority.emit(event)?;
    }
    Ok(())
}
