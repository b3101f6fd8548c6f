//! Pays commission and reward of own stake to the payout wallet.
//!
//! Who may call it: anyone; the tokens go to the payout wallet.
//!
//! 1. Refuses a token account of anyone but the payout wallet. If someone else signs, only the wallet's associated
//!    token account is accepted.
//! 2. Takes all that is owed to the supplier. Succeeds if that is nothing.
//! 3. Moves it from the reward vault; the ledger signs.
//! 4. Emits `Claimed`.

use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_common::{addresses, math::Checked, token::TokenAccount, types::Supplier};

use crate::instructions::shared::payee::{pay_rewards, require_destination, Payment};
use crate::state::{Config, Ledger};

/// Accounts of `claim_supplier`.
#[event_cpi]
#[derive(Accounts)]
pub struct ClaimSupplier<'info> {
    /// Anyone.
    pub signer: Signer<'info>,
    /// Configuration.
    pub config: AccountLoader<'info, Config>,
    /// The ledger, owner of the vault.
    #[account(mut)]
    pub ledger: AccountLoader<'info, Ledger>,
    /// The supplier.
    #[account(mut)]
    pub supplier: AccountLoader<'info, Supplier>,
    /// The reward vault.
    /// CHECK: the address is the program's own token account.
    #[account(mut, address = addresses::REWARD_VAULT.address)]
    pub reward_vault: UncheckedAccount<'info>,
    /// The payout wallet's token account.
    #[account(mut, dup)]
    pub destination: Account<'info, TokenAccount>,
    /// The classic token program.
    pub token_program: Program<'info, Token>,
}

/// See [`crate::emissions::claim_supplier`].
pub fn handler(ctx: Context<ClaimSupplier>) -> Result<()> {
    let accounts = &ctx.accounts;
    let (payee, amount) = {
        let mut supplier = accounts.supplier.load_mut()?;
        let io_mint = accounts.config.load()?.io_mint;
        let signer = accounts.signer.key;
        require_destination(&accounts.destination, &io_mint, &supplier.payout, signer)?;
        let amount = std::mem::take(&mut supplier.rewards.owed);
        supplier.rewards.claimed = supplier.rewards.claimed.plus(amount)?;
        (supplier.payout, amount)
    };
    let payment = Payment {
        ledger: &accounts.ledger,
        vault: &accounts.reward_vault,
        destination: &accounts.destination,
        event_authority: &accounts.event_authority,
        own: true,
    };
    let supplier = accounts.supplier.as_ref().key;
    pay_rewards(payment, supplier, &payee, amount)
}
