//! Creates the accounts of the program for an IO mint.
//!
//! Who may call it: the upgrade authority of the program, who pays the rent.
//!
//! 1. Refuses a mint without the decimals of IO.
//! 2. Creates configuration, ledger, models, council and both vaults.
//! 3. Refuses anyone but the upgrade authority, which the program data account names.
//! 4. Writes the configuration with the default parameters. The signer becomes the governance authority. Emits
//!    nothing.

use anchor_lang::prelude::*;
use anchor_spl::token::{Mint, Token};
use io_common::{
    constants::IO_DECIMALS,
    governance::{require_upgrade_authority, Roles},
    seeds,
    token::TokenAccount,
    types::Council,
    CommonError,
};

use crate::state::{Config, Ledger, Models};

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
    /// Configuration.
    #[account(init, payer = authority, space = Config::SIZE, seeds = [seeds::CONFIG], bump)]
    pub config: AccountLoader<'info, Config>,
    /// The ledger.
    #[account(init, payer = authority, space = Ledger::SIZE, seeds = [seeds::LEDGER], bump)]
    pub ledger: AccountLoader<'info, Ledger>,
    /// The table of models.
    #[account(init, payer = authority, space = Models::SIZE, seeds = [seeds::MODELS], bump)]
    pub models: AccountLoader<'info, Models>,
    /// The council.
    #[account(init, payer = authority, space = Council::SIZE, seeds = [seeds::COUNCIL], bump)]
    pub council: AccountLoader<'info, Council>,
    /// Vault of minted, unclaimed rewards.
    #[account(
        init, payer = authority, seeds = [seeds::REWARD_VAULT], bump,
        token::mint = io_mint, token::authority = ledger,
    )]
    pub reward_vault: Box<Account<'info, TokenAccount>>,
    /// Vault of all stake.
    #[account(
        init, payer = authority, seeds = [seeds::STAKE_VAULT], bump,
        token::mint = io_mint, token::authority = ledger,
    )]
    pub stake_vault: Box<Account<'info, TokenAccount>>,
    /// The classic token program.
    pub token_program: Program<'info, Token>,
    /// The system program.
    pub system_program: Program<'info, System>,
}

/// See [`crate::emissions::initialize`].
pub fn handler(ctx: Context<Initialize>, guardian: Pubkey) -> Result<()> {
    let accounts = &ctx.accounts;
    let authority = accounts.authority.key();
    require_upgrade_authority(&crate::ID, &accounts.program_data, &authority)?;
    *accounts.config.load_init()? = Config::new(
        Roles::new(authority, guardian),
        accounts.io_mint.key(),
        ctx.bumps.config,
    );
    let mut ledger = accounts.ledger.load_init()?;
    ledger.bump = ctx.bumps.ledger;
    let mut models = accounts.models.load_init()?;
    models.bump = ctx.bumps.models;
    let mut council = accounts.council.load_init()?;
    council.bump = ctx.bumps.council;
    Ok(())
}
