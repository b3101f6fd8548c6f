//! Pays the rewards of an empty delegation, and closes it.
//!
//! Who may call it: the staker, who gets the rent.
//!
//! 1. Refuses a delegation with stake of any kind, and a token account of anyone but the staker.
//! 2. Takes all that is owed.
//! 3. Moves it from the reward vault, and emits `Claimed` unless it is zero.
//! 4. Closes the account.

use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_common::{addresses, require, token::TokenAccount};

use crate::instructions::shared::payee::{pay_rewards, require_destination, Payment};
use crate::{
    error::EmissionsError,
    state::{Config, Delegation, Ledger},
};

/// Accounts of `close_delegation`.
#[event_cpi]
#[derive(Accounts)]
pub struct CloseDelegation<'info> {
    /// The staker, who gets the rent.
    #[account(mut)]
    pub staker: Signer<'info>,
    /// Configuration.
    pub config: AccountLoader<'info, Config>,
    /// The ledger, owner of the vault.
    #[account(mut)]
    pub ledger: AccountLoader<'info, Ledger>,
    /// The delegation.
    #[account(mut, close = staker, has_one = staker @ EmissionsError::WrongDelegation)]
    pub delegation: AccountLoader<'info, Delegation>,
    /// The reward vault.
    /// CHECK: the address is the program's own token account.
    #[account(mut, address = addresses::REWARD_VAULT.address)]
    pub reward_vault: UncheckedAccount<'info>,
    /// A token account of the staker.
    #[account(mut, dup)]
    pub destination: Account<'info, TokenAccount>,
    /// The classic token program.
    pub token_program: Program<'info, Token>,
}

/// See [`crate::emissions::close_delegation`].
pub fn handler(ctx: Context<CloseDelegation>) -> Result<()> {
    let accounts = &ctx.accounts;
    let staker = accounts.staker.key();
    let (supplier, amount) = {
        let mut delegation = accounts.delegation.load_mut()?;
        // Without stake all rewards are owed already. The supplier is not needed: it may be closed.
        require!(delegation.is_empty(), EmissionsError::DelegationInUse);
        let io_mint = accounts.config.load()?.io_mint;
        require_destination(&accounts.destination, &io_mint, &staker, &staker)?;
        (delegation.supplier, delegation.take_owed()?)
    };
    let payment = Payment {
        ledger: &accounts.ledger,
        vault: &accounts.reward_vault,
        destination: &accounts.destination,
        event_authority: &accounts.event_authority,
        own: false,
    };
    pay_rewards(payment, &supplier, &staker, amount)
}
