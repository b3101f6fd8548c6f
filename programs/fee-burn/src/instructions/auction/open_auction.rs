//! Puts a lot of USDC up for auction.
//!
//! Who may call it: anyone.
//!
//! 1. Refuses while fee-burn is paused. Reads the price of IO from the oracle.
//! 2. Refuses during a flash fill, and before the interval since the last auction is over.
//! 3. Returns the rest of that auction to the budget.
//! 4. Counts the USDC that came in: the council's share of it stays in the vault (P-26).
//! 5. Refuses a price older than the newest one used. Moves the anchor.
//! 6. Fills the budget with what may be spent of the rest, and takes the lot out of it. Refuses a lot below the
//!    minimum.
//! 7. Emits `AuctionOpened`. The USDC stays in the vault until it is sold.

use anchor_lang::prelude::*;
use io_common::{addresses, token::TokenAccount};

use crate::{
    events::{AuctionOpened, Emit, Totals},
    instructions::shared::read_price,
    state::{Config, Engine},
};

/// Accounts of `open_auction`.
#[event_cpi]
#[derive(Accounts)]
pub struct OpenAuction<'info> {
    /// Configuration.
    pub config: AccountLoader<'info, Config>,
    /// The engine.
    #[account(mut)]
    pub engine: AccountLoader<'info, Engine>,
    /// Vault of fees in USDC.
    #[account(address = addresses::USDC_VAULT.address)]
    pub usdc_vault: Account<'info, TokenAccount>,
    /// The IO/USD price.
    /// CHECK: owner and content are checked in the handler.
    pub price: UncheckedAccount<'info>,
}

/// See [`crate::fee_burn::open_auction`].
pub fn handler(ctx: Context<OpenAuction>) -> Result<()> {
    let accounts = &ctx.accounts;
    let now = Clock::get()?.unix_timestamp;
    let event = {
        let config = accounts.config.load()?;
        config.pause.require_off(now)?;
        let price = read_price(&config, &accounts.price, now)?;
        let mut engine = accounts.engine.load_mut()?;
        let opening = engine.open(&config, &price, accounts.usdc_vault.amount, now)?;
        engine.invariant()?;
        AuctionOpened {
            lot: opening.lot,
            reference: engine.auction.reference,
            anchor: engine.anchor.price,
            factor_bps: opening.factor_bps,
            ends_at: engine.auction.ends_at(&config),
            returned: opening.returned,
            council: opening.council,
            totals: Totals::from(&*engine),
        }
    };
    accounts.event_authority.emit(event)
}
