//! Moves the anchor towards the price without opening an auction.
//!
//! Who may call it: anyone.
//!
//! 1. Refuses while fee-burn is paused. Reads the price of IO from the oracle.
//! 2. Refuses during a flash fill, before the interval since the last move is over, and a price older than the newest
//!    one used.
//! 3. Moves the anchor towards the average of the oracle, within its daily limit.
//! 4. Emits `AnchorUpdated`.

use anchor_lang::prelude::*;

use crate::{
    events::{AnchorUpdated, Emit},
    instructions::shared::read_price,
    state::{Config, Engine},
};

/// Accounts of `update_anchor`.
#[event_cpi]
#[derive(Accounts)]
pub struct UpdateAnchor<'info> {
    /// Configuration.
    pub config: AccountLoader<'info, Config>,
    /// The engine.
    #[account(mut)]
    pub engine: AccountLoader<'info, Engine>,
    /// The IO/USD price.
    /// CHECK: owner and content are checked in the handler.
    pub price: UncheckedAccount<'info>,
}

/// See [`crate::fee_burn::update_anchor`].
pub fn handler(ctx: Context<UpdateAnchor>) -> Result<()> {
    let accounts = &ctx.accounts;
    let now = Clock::get()?.unix_timestamp;
    let event = {
        let config = accounts.config.load()?;
        config.pause.require_off(now)?;
        let price = read_price(&config, &accounts.price, now)?;
        let mut engine = accounts.engine.load_mut()?;
        engine.update_anchor(&config, &price, now)?;
        engine.invariant()?;
        AnchorUpdated {
            anchor: engine.anchor.price,
            ema: price.ema,
        }
    };
    accounts.event_authority.emit(event)
}
