//! Creates configuration, engine and vaults for one IO mint and one USDC mint.
//!
//! Who may call it: the upgrade authority of the program, who pays the rent.
//!
//! 1. Refuses mints without the decimals of IO and USDC.
//! 2. Creates configuration, engine and both vaults. The engine owns the vaults.
//! 3. Refuses anyone but the upgrade authority, which the program data account names, and an anchor outside the price
//!    band.
//! 4. Writes the default parameters and the anchor. The signer becomes the governance authority. The budget starts
//!    empty. Emits nothing.

use anchor_lang::prelude::*;
use anchor_spl::token::{Mint, Token};
use io_common::{
    constants::{IO_DECIMALS, USDC_DECIMALS},
    governance::{require_upgrade_authority, Roles},
    oracle::OraclePolicy,
    require, seeds,
    token::{Mints, TokenAccount},
    CommonError,
};

use crate::state::{Config, Engine};

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
    pub io_mint: Box<Account<'info, Mint>>,
    /// The USDC mint, of the classic token program.
    #[account(constraint = usdc_mint.decimals == USDC_DECIMALS @ CommonError::MintDecimals)]
    pub usdc_mint: Box<Account<'info, Mint>>,
    /// Configuration.
    #[account(init, payer = authority, space = Config::SIZE, seeds = [seeds::CONFIG], bump)]
    pub config: AccountLoader<'info, Config>,
    /// The engine.
    #[account(init, payer = authority, space = Engine::SIZE, seeds = [seeds::ENGINE], bump)]
    pub engine: AccountLoader<'info, Engine>,
    /// Vault of fees in IO.
    #[account(
        init, payer = authority, seeds = [seeds::IO_VAULT], bump,
        token::mint = io_mint, token::authority = engine,
    )]
    pub io_vault: Box<Account<'info, TokenAccount>>,
    /// Vault of fees in USDC.
    #[account(
        init, payer = authority, seeds = [seeds::USDC_VAULT], bump,
        token::mint = usdc_mint, token::authority = engine,
    )]
    pub usdc_vault: Box<Account<'info, TokenAccount>>,
    /// The classic token program.
    pub token_program: Program<'info, Token>,
    /// The system program.
    pub system_program: Program<'info, System>,
}

/// See [`crate::fee_burn::initialize`].
pub fn handler(ctx: Context<Initialize>, guardian: Pubkey, anchor: u64) -> Result<()> {
    let accounts = &ctx.accounts;
    let authority = accounts.authority.key();
    require_upgrade_authority(&crate::ID, &accounts.program_data, &authority)?;
    let OraclePolicy {
        min_price,
        max_price,
        ..
    } = OraclePolicy::IO_USD;
    require!(
        (min_price..=max_price).contains(&anchor),
        CommonError::OracleBand
    );
    *accounts.config.load_init()? = Config::new(
        Roles::new(authority, guardian),
        Mints {
            io: accounts.io_mint.key(),
            usdc: accounts.usdc_mint.key(),
        },
        ctx.bumps.config,
    );
    let now = Clock::get()?.unix_timestamp;
    let mut engine = accounts.engine.load_init()?;
    engine.bump = ctx.bumps.engine;
    (engine.anchor.price, engine.anchor.updated_at) = (anchor, now);
    engine.bucket.filled_at = now;
    Ok(())
}
