//! Lets the slow anchor follow the price without a lot.

use anchor_lang::prelude::*;

use super::read_price;
use crate::{
    events::{AnchorUpdated, Emit},
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
    /// CHECK: the IO/USD price; owner and content are checked in the handler.
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
