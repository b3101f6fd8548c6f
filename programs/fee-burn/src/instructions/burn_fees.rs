//! Burns the fees paid in IO.
//!
//! Who may call it: anyone.
//!
//! 1. Refuses during a flash fill.
//! 2. Counts the IO that came in: the council's share of it stays in the vault (P-26).
//! 3. Records the rest as burned. Succeeds if there is none.
//! 4. Burns it out of the vault; the engine signs.
//! 5. Emits `FeesBurned`.

use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_common::{
    addresses, seeds,
    token::{self, TokenAccount},
};

use crate::{
    error::FeeBurnError,
    events::{Emit, FeesBurned, Totals},
    state::{Burn, Config, Engine},
};

/// Accounts of `burn_fees`.
#[event_cpi]
#[derive(Accounts)]
pub struct BurnFees<'info> {
    /// Configuration.
    pub config: AccountLoader<'info, Config>,
    /// The engine.
    #[account(mut)]
    pub engine: AccountLoader<'info, Engine>,
    /// Vault of fees in IO.
    #[account(mut, dup, address = addresses::IO_VAULT.address)]
    pub io_vault: Account<'info, TokenAccount>,
    /// The IO mint.
    /// CHECK: it is the vault's.
    #[account(mut, constraint = io_mint.key() == io_vault.mint @ FeeBurnError::WrongMint)]
    pub io_mint: UncheckedAccount<'info>,
    /// The classic token program.
    pub token_program: Program<'info, Token>,
}

/// See [`crate::fee_burn::burn_fees`].
pub fn handler(ctx: Context<BurnFees>) -> Result<()> {
    let accounts = &ctx.accounts;
    let event = {
        let mut engine = accounts.engine.load_mut()?;
        let vault = accounts.io_vault.amount;
        let Burn { amount, council } = engine.burn_fees(&*accounts.config.load()?, vault)?;
        engine.invariant()?;
        FeesBurned {
            amount,
            council,
            totals: Totals::from(&*engine),
        }
    };
    if event.amount == 0 {
        return Ok(());
    }
    let signer: &[&[&[u8]]] = &[&[seeds::ENGINE, &[addresses::ENGINE.bump]]];
    let (mint, vault) = (&accounts.io_mint, &accounts.io_vault);
    token::burn(mint, vault, &accounts.engine, event.amount, signer)?;
    accounts.event_authority.emit(event)
}
