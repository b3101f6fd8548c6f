//! Pays the council its share of the fees in a vault.
//!
//! Who may call it: anyone.
//!
//! 1. Refuses an account that is no vault of fees, a council without a treasury, and a destination other than the
//!    treasury's associated token account.
//! 2. Refuses during a flash fill.
//! 3. Counts the fees that came in, and records the council's part as paid. Succeeds if there is none.
//! 4. Moves it from the vault to the treasury; the engine signs. If the treasury cannot receive, the transaction fails
//!    and the part stays counted.
//! 5. Emits `CouncilPaid`.

use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_common::{
    addresses,
    derived::is_associated,
    require, seeds,
    token::{self, TokenAccount},
};

use crate::{
    error::FeeBurnError,
    events::{CouncilPaid, Emit, Totals},
    state::{Config, Engine, Vault},
};

/// Accounts of `pay_council`.
#[event_cpi]
#[derive(Accounts)]
pub struct PayCouncil<'info> {
    /// Configuration.
    pub config: AccountLoader<'info, Config>,
    /// The engine.
    #[account(mut)]
    pub engine: AccountLoader<'info, Engine>,
    /// Vault of fees in IO, or of fees in USDC.
    #[account(mut)]
    pub vault: Account<'info, TokenAccount>,
    /// Associated token account of the council's treasury, for the vault's mint.
    #[account(mut)]
    pub destination: Account<'info, TokenAccount>,
    /// The classic token program.
    pub token_program: Program<'info, Token>,
}

/// See [`crate::fee_burn::pay_council`].
pub fn handler(ctx: Context<PayCouncil>) -> Result<()> {
    let accounts = &ctx.accounts;
    let (vault, destination) = (&accounts.vault, &accounts.destination);
    let event = {
        let config = accounts.config.load()?;
        let address = vault.key();
        let of = Vault::at(&address).ok_or(FeeBurnError::WrongVault)?;
        let treasury = config.treasury;
        require!(treasury != Pubkey::default(), FeeBurnError::NoTreasury);
        require!(
            destination.owner == treasury
                && is_associated(&destination.key(), &treasury, &vault.mint),
            FeeBurnError::WrongTreasury
        );
        let mut engine = accounts.engine.load_mut()?;
        let amount = engine.pay_council(&config, of, vault.amount)?;
        engine.invariant()?;
        CouncilPaid {
            treasury,
            vault: address,
            amount,
            totals: Totals::from(&*engine),
        }
    };
    if event.amount == 0 {
        return Ok(());
    }
    let signer: &[&[&[u8]]] = &[&[seeds::ENGINE, &[addresses::ENGINE.bump]]];
    token::transfer(vault, destination, &accounts.engine, event.amount, signer)?;
    accounts.event_authority.emit(event)
}
