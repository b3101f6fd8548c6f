//! Buys IO with USDC of the lot, and burns the IO.
//!
//! Who may call it: a filler, owner of the IO.
//!
//! 1. Refuses while fee-burn is paused. Reads the price of IO from the oracle.
//! 2. Takes the USDC from the lot. Refuses without an auction, after its end, above what is left, and below the
//!    minimum.
//! 3. Computes the IO at the current bid, rounded up. Refuses above the filler's maximum.
//! 4. Records the fill.
//! 5. Burns the IO of the filler.
//! 6. Pays the USDC from the vault to the account that the filler names.
//! 7. Emits `AuctionFilled`.

use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_common::{addresses, seeds, token};

use crate::{
    error::FeeBurnError,
    events::{AuctionFilled, Emit},
    instructions::shared::read_price,
    state::{Config, Engine},
};

/// Accounts of `fill_auction`.
#[event_cpi]
#[derive(Accounts)]
pub struct FillAuction<'info> {
    /// The filler, who sells IO.
    pub filler: Signer<'info>,
    /// Configuration.
    #[account(has_one = io_mint @ FeeBurnError::WrongMint)]
    pub config: AccountLoader<'info, Config>,
    /// The engine.
    #[account(mut)]
    pub engine: AccountLoader<'info, Engine>,
    /// The IO/USD price.
    /// CHECK: owner and content are checked in the handler.
    pub price: UncheckedAccount<'info>,
    /// The IO mint.
    /// CHECK: the configuration names its address.
    #[account(mut)]
    pub io_mint: UncheckedAccount<'info>,
    /// The filler's IO.
    /// CHECK: the token program checks mint and owner.
    #[account(mut)]
    pub filler_io: UncheckedAccount<'info>,
    /// The USDC vault.
    /// CHECK: the address is the program's own token account.
    #[account(mut, address = addresses::USDC_VAULT.address)]
    pub usdc_vault: UncheckedAccount<'info>,
    /// Destination of the USDC, chosen by the filler; not the vault.
    /// CHECK: the token program checks the mint.
    #[account(
        mut,
        constraint = destination.key() != usdc_vault.key() @ FeeBurnError::WrongDestination,
    )]
    pub destination: UncheckedAccount<'info>,
    /// The classic token program.
    pub token_program: Program<'info, Token>,
}

/// See [`crate::fee_burn::fill_auction`].
pub fn handler(ctx: Context<FillAuction>, usdc: u64, max_io: u64) -> Result<()> {
    let accounts = &ctx.accounts;
    let now = Clock::get()?.unix_timestamp;
    let event = {
        let config = accounts.config.load()?;
        config.pause.require_off(now)?;
        let price = read_price(&config, &accounts.price, now)?;
        let mut engine = accounts.engine.load_mut()?;
        let fill = engine.fill(&config, &price, usdc, max_io, now)?;
        engine.invariant()?;
        AuctionFilled::new(accounts.filler.key(), &fill, &engine)
    };
    let (mint, from) = (&accounts.io_mint, &accounts.filler_io);
    token::burn(mint, from, &accounts.filler, event.io, &[])?;
    let signer: &[&[&[u8]]] = &[&[seeds::ENGINE, &[addresses::ENGINE.bump]]];
    let (vault, destination) = (&accounts.usdc_vault, &accounts.destination);
    token::transfer(vault, destination, &accounts.engine, usdc, signer)?;
    accounts.event_authority.emit(event)
}
