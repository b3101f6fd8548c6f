//! Pays out delegated stake whose cooldown is over.
//!
//! Who may call it: the staker. It needs no clock, no council and no oracle.
//!
//! 1. Refuses if a slash has not been followed.
//! 2. Takes every unlocked unstake request. Refuses if there is none. It is no longer counted as stake.
//! 3. Moves the IO from the stake vault to the account that the staker names; the ledger signs.
//! 4. Emits `Withdrawn`.

use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_common::{
    addresses, seeds,
    token::{self, TokenAccount},
    types::Supplier,
};

use crate::{
    error::EmissionsError,
    events::{Emit, Withdrawn},
    state::{Delegation, Ledger},
};

/// Accounts of `withdraw`.
#[event_cpi]
#[derive(Accounts)]
pub struct Withdraw<'info> {
    /// The staker.
    pub staker: Signer<'info>,
    /// The supplier.
    #[account(mut)]
    pub supplier: AccountLoader<'info, Supplier>,
    /// The delegation.
    #[account(
        mut,
        has_one = staker @ EmissionsError::WrongDelegation,
        has_one = supplier @ EmissionsError::WrongDelegation,
    )]
    pub delegation: AccountLoader<'info, Delegation>,
    /// The ledger, owner of the vault.
    #[account(mut)]
    pub ledger: AccountLoader<'info, Ledger>,
    /// The stake vault.
    /// CHECK: the address is the program's own token account.
    #[account(mut, address = addresses::STAKE_VAULT.address)]
    pub stake_vault: UncheckedAccount<'info>,
    /// Any IO token account that the staker names, except a vault. The token program checks the mint.
    #[account(
        mut, dup,
        constraint = destination.owner != addresses::LEDGER.address
            @ EmissionsError::WrongDestination,
    )]
    pub destination: Account<'info, TokenAccount>,
    /// The classic token program.
    pub token_program: Program<'info, Token>,
}

/// See [`crate::emissions::withdraw`].
pub fn handler(ctx: Context<Withdraw>) -> Result<()> {
    let accounts = &ctx.accounts;
    let now = Clock::get()?.unix_timestamp;
    let amount = {
        let mut supplier = accounts.supplier.load_mut()?;
        let amount = accounts
            .delegation
            .load_mut()?
            .withdraw(&mut supplier, now)?;
        accounts.ledger.load_mut()?.remove_stake(amount);
        amount
    };
    let signer: &[&[&[u8]]] = &[&[seeds::LEDGER, &[addresses::LEDGER.bump]]];
    let (vault, destination) = (&accounts.stake_vault, &accounts.destination);
    token::transfer(vault, destination, &accounts.ledger, amount, signer)?;
    accounts.event_authority.emit(Withdrawn {
        supplier: accounts.supplier.key(),
        staker: accounts.staker.key(),
        own: false,
        amount,
    })
}
