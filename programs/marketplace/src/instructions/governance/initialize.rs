//! Creates the configuration for one IO mint and one USDC mint.
//!
//! Who may call it: the upgrade authority of the program, who pays the rent.
//!
//! 1. Refuses mints without the decimals of IO and USDC.
//! 2. Creates the configuration.
//! 3. Refuses anyone but the upgrade authority, which the program data account names.
//! 4. Writes the default parameters. The signer becomes the governance authority. Emits nothing.

use anchor_lang::prelude::*;
use anchor_spl::token::Mint;
use io_common::{
    constants::{IO_DECIMALS, USDC_DECIMALS},
    governance::{require_upgrade_authority, Roles},
    seeds,
    token::Mints,
    CommonError,
};

use crate::state::Config;

/// Accounts of `initialize`.
#[derive(Accounts)]
pub struct Initialize<'info> {
    /// The program's upgrade authority; becomes the governance authority and pays.
    #[account(mut)]
    pub authority: Signer<'info>,
    /// ProgramData of this program, which names the upgrade authority.
    /// CHECK: address, owner and content are checked in the handler.
    pub program_data: UncheckedAccount<'info>,
    /// The IO mint, of the classic token program.
    #[account(constraint = io_mint.decimals == IO_DECIMALS @ CommonError::MintDecimals)]
    pub io_mint: Account<'info, Mint>,
    /// The USDC mint, of the classic token program.
    #[account(constraint = usdc_mint.decimals == USDC_DECIMALS @ CommonError::MintDecimals)]
    pub usdc_mint: Account<'info, Mint>,
    /// Configuration.
    #[account(init, payer = authority, space = Config::SIZE, seeds = [seeds::CONFIG], bump)]
    pub config: AccountLoader<'info, Config>,
    /// The system program.
    pub system_program: Program<'info, System>,
}

/// See [`crate::marketplace::initialize`].
pub fn handler(ctx: Context<Initialize>, guardian: Pubkey) -> Result<()> {
    let accounts = &ctx.accounts;
    let authority = accounts.authority.key();
    require_upgrade_authority(&crate::ID, &accounts.program_data, &authority)?;
    *accounts.config.load_init()? = Config::new(
        Roles::new(authority, guardian),
        Mints {
            io: accounts.io_mint.key(),
            usdc: accounts.usdc_mint.key(),
        },
        ctx.bumps.config,
    );
    Ok(())
}
