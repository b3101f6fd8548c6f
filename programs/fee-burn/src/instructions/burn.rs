//! Burns the IO fees.

use anchor_lang::prelude::*;
use anchor_spl::token::{Token, TokenAccount};
use io_common::{addresses, seeds, token};

use crate::{
    error::FeeBurnError,
    events::{FeesBurned, Totals},
    state::{Config, Engine},
};

/// Accounts of `burn`.
#[event_cpi]
#[derive(Accounts)]
pub struct BurnFees<'info> {
    /// Configuration.
    #[account(has_one = io_mint @ FeeBurnError::WrongMint)]
    pub config: AccountLoader<'info, Config>,
    /// The engine.
    #[account(mut)]
    pub engine: AccountLoader<'info, Engine>,
    /// CHECK: the IO mint, by the configuration's address.
    #[account(mut)]
    pub io_mint: UncheckedAccount<'info>,
    /// IO fees.
    #[account(mut, address = addresses::IO_VAULT.address)]
    pub io_vault: Account<'info, TokenAccount>,
    /// The classic token program.
    pub token_program: Program<'info, Token>,
}

/// See [`crate::fee_burn::burn`].
pub fn handler(ctx: Context<BurnFees>) -> Result<()> {
    let accounts = &ctx.accounts;
    let amount = accounts.io_vault.amount;
    if amount == 0 {
        return Ok(());
    }
    let totals = {
        let mut engine = accounts.engine.load_mut()?;
        engine.record_burn(amount)?;
        Totals::from(&*engine)
    };
    let signer: &[&[&[u8]]] = &[&[seeds::ENGINE, &[addresses::ENGINE.bump]]];
    let (mint, vault) = (&accounts.io_mint, &accounts.io_vault);
    token::burn(mint, vault, &accounts.engine, amount, signer)?;
    emit_cpi!(FeesBurned { amount, totals });
    Ok(())
}
