//! Puts a lot of USDC up for auction.

use anchor_lang::prelude::*;
use io_common::{addresses, token::TokenAccount};

use super::read_price;
use crate::{
    events::{Emit, Opened, Totals},
    state::{Config, Engine},
};

/// Accounts of `open`.
#[event_cpi]
#[derive(Accounts)]
pub struct Open<'info> {
    /// Configuration.
    pub config: AccountLoader<'info, Config>,
    /// The engine.
    #[account(mut)]
    pub engine: AccountLoader<'info, Engine>,
    /// USDC fees.
    #[account(address = addresses::USDC_VAULT.address)]
    pub usdc_vault: Account<'info, TokenAccount>,
    /// CHECK: the IO/USD price; owner and content are checked in the handler.
    pub price: UncheckedAccount<'info>,
}

/// See [`crate::fee_burn::open`].
pub fn handler(ctx: Context<Open>) -> Result<()> {
    let accounts = &ctx.accounts;
    let now = Clock::get()?.unix_timestamp;
    let event = {
        let config = accounts.config.load()?;
        config.pause.require_off(now)?;
        let price = read_price(&config, &accounts.price, now)?;
        let mut engine = accounts.engine.load_mut()?;
        let opening = engine.open(&config, &price, accounts.usdc_vault.amount, now)?;
        engine.invariant()?;
        Opened {
            lot: opening.lot,
            reference: engine.auction.reference,
            anchor: engine.anchor.price,
            factor_bps: opening.factor_bps,
            ends_at: engine.auction.ends_at(&config),
            returned: opening.returned,
            totals: Totals::from(&*engine),
        }
    };
    accounts.event_authority.emit(event)
}
