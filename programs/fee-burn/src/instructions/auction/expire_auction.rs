//! Ends an auction whose time is over.
//!
//! Who may call it: anyone.
//!
//! 1. Refuses during a flash fill, and while the auction runs with USDC left.
//! 2. Returns the rest of the lot to the budget. No token moves.
//! 3. Emits `AuctionExpired` if anything was left.

use anchor_lang::prelude::*;

use crate::{
    events::{AuctionExpired, Emit, Totals},
    state::{Config, Engine},
};

/// Accounts of `expire_auction`.
#[event_cpi]
#[derive(Accounts)]
pub struct ExpireAuction<'info> {
    /// Configuration.
    pub config: AccountLoader<'info, Config>,
    /// The engine.
    #[account(mut)]
    pub engine: AccountLoader<'info, Engine>,
}

/// See [`crate::fee_burn::expire_auction`].
pub fn handler(ctx: Context<ExpireAuction>) -> Result<()> {
    let accounts = &ctx.accounts;
    let now = Clock::get()?.unix_timestamp;
    let event = {
        let mut engine = accounts.engine.load_mut()?;
        let returned = engine.expire(&*accounts.config.load()?, now)?;
        engine.invariant()?;
        AuctionExpired {
            returned,
            totals: Totals::from(&*engine),
        }
    };
    if event.returned > 0 {
        accounts.event_authority.emit(event)?;
    }
    Ok(())
}
