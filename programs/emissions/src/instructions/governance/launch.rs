//! Starts the emission clock and takes over the mint authority of IO.
//!
//! Who may call it: the governance authority, together with the mint authority.
//!
//! 1. Refuses a second launch, a mint with a freeze authority, a supply above 500M IO, and a frozen vault.
//! 2. Sets the clock to the current hour and records the supply.
//! 3. Hands the mint authority to the ledger.
//! 4. Emits `Launched`.

use anchor_lang::prelude::*;
use anchor_spl::token::{self, spl_token::instruction::AuthorityType, Mint, SetAuthority, Token};
use io_common::{
    addresses,
    constants::{epoch_hour, GENESIS_SUPPLY},
    token::TokenAccount,
    CommonError,
};

use crate::{
    error::EmissionsError,
    events::{Emit, Launched},
    state::{Config, Ledger},
};

/// Accounts of `launch`.
#[event_cpi]
#[derive(Accounts)]
pub struct Launch<'info> {
    /// Governance authority.
    #[account(
        constraint = authority.key() == config.load()?.roles.authority @ CommonError::NotAuthority,
    )]
    pub authority: Signer<'info>,
    /// Current mint authority of IO.
    pub mint_authority: Signer<'info>,
    /// Configuration.
    #[account(has_one = io_mint @ EmissionsError::WrongMint)]
    pub config: AccountLoader<'info, Config>,
    /// The ledger.
    #[account(
        mut,
        constraint = !ledger.load()?.is_launched() @ EmissionsError::AlreadyLaunched,
    )]
    pub ledger: AccountLoader<'info, Ledger>,
    /// The IO mint, without a freeze authority and with a supply of at most 500M IO. A smaller supply means that
    /// holders have burned IO.
    #[account(
        mut, dup,
        constraint = io_mint.mint_authority == Some(mint_authority.key()).into()
            @ EmissionsError::NotMintAuthority,
        constraint = io_mint.freeze_authority.is_none() @ EmissionsError::FreezeAuthorityPresent,
        constraint = io_mint.supply <= GENESIS_SUPPLY @ EmissionsError::SupplyAboveGenesis,
    )]
    pub io_mint: Account<'info, Mint>,
    /// Vault of unclaimed rewards. It must not be frozen: no one could thaw it after the launch.
    #[account(
        address = addresses::REWARD_VAULT.address,
        constraint = !reward_vault.is_frozen() @ EmissionsError::VaultFrozen,
    )]
    pub reward_vault: Account<'info, TokenAccount>,
    /// Vault of all stake. It must not be frozen either.
    #[account(
        address = addresses::STAKE_VAULT.address,
        constraint = !stake_vault.is_frozen() @ EmissionsError::VaultFrozen,
    )]
    pub stake_vault: Account<'info, TokenAccount>,
    /// The classic token program.
    pub token_program: Program<'info, Token>,
}

/// See [`crate::emissions::launch`].
pub fn handler(ctx: Context<Launch>) -> Result<()> {
    let accounts = &ctx.accounts;
    let hour = epoch_hour(Clock::get()?.unix_timestamp);
    let supply = accounts.io_mint.supply;
    {
        let mut ledger = accounts.ledger.load_mut()?;
        (ledger.hour, ledger.launch_supply) = (hour, supply);
    }
    let handover = SetAuthority {
        current_authority: accounts.mint_authority.to_account_info(),
        account_or_mint: accounts.io_mint.to_account_info(),
    };
    token::set_authority(
        CpiContext::new(token::ID, handover),
        AuthorityType::MintTokens,
        Some(addresses::LEDGER.address),
    )?;
    accounts.event_authority.emit(Launched { hour, supply })
}
