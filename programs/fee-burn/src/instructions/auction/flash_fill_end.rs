//! Burns the IO for which a flash fill has paid.
//!
//! Who may call it: the filler who began it, in a top-level instruction of the same transaction.
//!
//! 1. Refuses a call by another program, and anyone but that filler.
//! 2. Unlocks the engine and records the fill.
//! 3. Burns the IO of the filler.
//! 4. Emits `AuctionFilled`.

use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_common::token;

use crate::{
    error::FeeBurnError,
    events::{AuctionFilled, Emit},
    instructions::shared::require_top_level,
    state::{Config, Engine},
};

/// Accounts of `flash_fill_end`.
#[event_cpi]
#[derive(Accounts)]
pub struct FlashFillEnd<'info> {
    /// The filler who began the flash fill.
    pub filler: Signer<'info>,
    /// Configuration.
    #[account(has_one = io_mint @ FeeBurnError::WrongMint)]
    pub config: AccountLoader<'info, Config>,
    /// The engine.
    #[account(mut)]
    pub engine: AccountLoader<'info, Engine>,
    /// The IO mint.
    /// CHECK: the configuration names its address.
    #[account(mut)]
    pub io_mint: UncheckedAccount<'info>,
    /// The filler's IO. Any IO above the required amount stays there.
    /// CHECK: the token program checks mint and owner.
    #[account(mut)]
    pub filler_io: UncheckedAccount<'info>,
    /// The classic token program.
    pub token_program: Program<'info, Token>,
}

/// See [`crate::fee_burn::flash_fill_end`].
pub fn handler(ctx: Context<FlashFillEnd>) -> Result<()> {
    let accounts = &ctx.accounts;
    require_top_level()?;
    let event = {
        let mut engine = accounts.engine.load_mut()?;
        let fill = engine.end_flash_fill(accounts.filler.key)?;
        engine.invariant()?;
        AuctionFilled::new(accounts.filler.key(), &fill, &engine)
    };
    let (mint, from) = (&accounts.io_mint, &accounts.filler_io);
    token::burn(mint, from, &accounts.filler, event.io, &[])?;
    accounts.event_authority.emit(event)
}
