//! Pays USDC of the lot to a filler who delivers the IO later in the transaction.
//!
//! Who may call it: a filler, in a top-level instruction.
//!
//! 1. Refuses a call by another program.
//! 2. Refuses unless exactly one `flash_fill_end` follows in the transaction.
//! 3. Takes the USDC from the lot and computes the IO, as `fill_auction` does.
//! 4. Locks the engine until the end.
//! 5. Pays the USDC from the vault to the account that the filler names. Emits nothing.

use anchor_lang::{prelude::*, solana_program::sysvar::SysvarId};
use anchor_spl::token::Token;
use io_common::{addresses, require, seeds, token};

use crate::{
    error::FeeBurnError,
    instruction,
    instructions::shared::{read_price, require_top_level},
    introspection::{count_later, TopLevel},
    state::{Config, Engine},
};

/// Accounts of `flash_fill_begin`.
#[derive(Accounts)]
pub struct FlashFillBegin<'info> {
    /// The filler, who will deliver the IO.
    pub filler: Signer<'info>,
    /// Configuration.
    pub config: AccountLoader<'info, Config>,
    /// The engine.
    #[account(mut)]
    pub engine: AccountLoader<'info, Engine>,
    /// The IO/USD price.
    /// CHECK: owner and content are checked in the handler.
    pub price: UncheckedAccount<'info>,
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
    /// The instructions of the transaction.
    /// CHECK: the address is the sysvar's.
    #[account(address = Instructions::id())]
    pub instructions: UncheckedAccount<'info>,
    /// The classic token program.
    pub token_program: Program<'info, Token>,
}

/// See [`crate::fee_burn::flash_fill_begin`].
pub fn handler(ctx: Context<FlashFillBegin>, usdc: u64, max_io: u64) -> Result<()> {
    let accounts = &ctx.accounts;
    require_top_level()?;
    require_end_follows(&accounts.instructions)?;
    let now = Clock::get()?.unix_timestamp;
    {
        let config = accounts.config.load()?;
        config.pause.require_off(now)?;
        let price = read_price(&config, &accounts.price, now)?;
        let filler = accounts.filler.key();
        let mut engine = accounts.engine.load_mut()?;
        engine.begin_flash_fill(&config, &price, filler, usdc, max_io, now)?;
        engine.invariant()?;
    }
    let signer: &[&[&[u8]]] = &[&[seeds::ENGINE, &[addresses::ENGINE.bump]]];
    let (vault, destination) = (&accounts.usdc_vault, &accounts.destination);
    token::transfer(vault, destination, &accounts.engine, usdc, signer)
}

/// Refuses unless exactly one `flash_fill_end` comes later in the transaction. It either takes the IO and unlocks the
/// engine or fails the transaction, so neither the payment nor the lock can outlive the transaction without it.
fn require_end_follows(instructions: &AccountInfo) -> Result<()> {
    let is_end = |one: TopLevel| {
        let end = instruction::FlashFillEnd::DISCRIMINATOR;
        one.program == crate::ID.as_ref() && one.data.starts_with(end)
    };
    let ends = count_later(&instructions.try_borrow_data()?, is_end);
    require!(ends == Some(1), FeeBurnError::FlashFillUnpaired);
    Ok(())
}
