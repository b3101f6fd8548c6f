//! Pays the rewards of a delegation to its staker.
//!
//! Who may call it: anyone; the tokens go to the staker.
//!
//! 1. Refuses a token account of anyone but the staker. If someone else signs, only the staker's associated token
//!    account is accepted.
//! 2. Counts the rewards of the delegation. Refuses if a slash has not been followed.
//! 3. Takes all that is owed. Succeeds if that is nothing.
//! 4. Moves it from the reward vault; the ledger signs.
//! 5. Emits `Claimed`.

use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_common::{addresses, token::TokenAccount, types::Supplier};

use crate::instructions::shared::payee::{pay_rewards, require_destination, Payment};
use crate::{
    error::EmissionsError,
    state::{Config, Delegation, Ledger},
};

/// Accounts of `claim`.
#[event_cpi]
#[derive(Accounts)]
pub struct Claim<'info> {
    /// Anyone.
    pub signer: Signer<'info>,
    /// Configuration.
    pub config: AccountLoader<'info, Config>,
    /// The ledger, owner of the vault.
    #[account(mut)]
    pub ledger: AccountLoader<'info, Ledger>,
    /// The supplier.
    pub supplier: AccountLoader<'info, Supplier>,
    /// The delegation.
    #[account(mut, has_one = supplier @ EmissionsError::WrongDelegation)]
    pub delegation: AccountLoader<'info, Delegation>,
    /// The reward vault.
    /// CHECK: the address is the program's own token account.
    #[account(mut, address = addresses::REWARD_VAULT.address)]
    pub reward_vault: UncheckedAccount<'info>,
    /// The staker's token account.
    #[account(mut, dup)]
    pub destination: Account<'info, TokenAccount>,
    /// The classic token program.
    pub token_program: Program<'info, Token>,
}

/// See [`crate::emissions::claim`].
pub fn handler(ctx: Context<Claim>) -> Result<()> {
    let accounts = &ctx.accounts;
    let (payee, amount) = {
        let mut delegation = accounts.delegation.load_mut()?;
        let io_mint = accounts.config.load()?.io_mint;
        let signer = accounts.signer.key;
        require_destination(&accounts.destination, &io_mint, &delegation.staker, signer)?;
        let amount = delegation.take_rewards(&*accounts.supplier.load()?)?;
        (delegation.staker, amount)
    };
    let payment = Payment {
        ledger: &accounts.ledger,
        vault: &accounts.reward_vault,
        destination: &accounts.destination,
        event_authority: &accounts.event_authority,
        own: false,
    };
    let supplier = accounts.supplier.as_ref().key;
    pay_rewards(payment, supplier, &payee, amount)
}
