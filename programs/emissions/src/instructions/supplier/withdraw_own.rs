//! Pays out own stake whose cooldown is over.
//!
//! Who may call it: the holder of the unstake requests, or the owner of the supplier. It needs no clock, no council
//! and no oracle.
//!
//! 1. Refuses a token account that is not an IO account of the holder.
//! 2. Takes the unlocked part of the holder's requests that no slash holds. Refuses if that is nothing. It is no
//!    longer counted as stake.
//! 3. Moves the IO from the stake vault to the holder; the ledger signs.
//! 4. Emits `Withdrawn`.

use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_common::{
    addresses, require, seeds,
    token::{self, TokenAccount},
    types::Supplier,
};

use crate::{
    error::EmissionsError,
    events::{Emit, Withdrawn},
    state::{own_stake, Config, Ledger},
};

/// Accounts of `withdraw_own`.
#[event_cpi]
#[derive(Accounts)]
pub struct WithdrawOwn<'info> {
    /// The holder of the unstake requests, or the supplier's owner: requests of a previous owner must not occupy
    /// places permanently.
    #[account(
        constraint = [holder.key(), supplier.load()?.owner].contains(signer.key)
            @ EmissionsError::NotOwner,
    )]
    pub signer: Signer<'info>,
    /// Holder of the unstake requests that are paid out.
    /// CHECK: a request of the supplier must name it.
    pub holder: UncheckedAccount<'info>,
    /// Configuration.
    pub config: AccountLoader<'info, Config>,
    /// The supplier.
    #[account(mut)]
    pub supplier: AccountLoader<'info, Supplier>,
    /// The ledger, owner of the vault.
    #[account(mut)]
    pub ledger: AccountLoader<'info, Ledger>,
    /// The stake vault.
    /// CHECK: the address is the program's own token account.
    #[account(mut, address = addresses::STAKE_VAULT.address)]
    pub stake_vault: UncheckedAccount<'info>,
    /// Any IO token account of the holder. Not only the associated one: a previous owner whose associated account now
    /// belongs to someone else must not keep its places permanently.
    #[account(mut, dup)]
    pub destination: Account<'info, TokenAccount>,
    /// The classic token program.
    pub token_program: Program<'info, Token>,
}

/// See [`crate::emissions::withdraw_own`].
pub fn handler(ctx: Context<WithdrawOwn>) -> Result<()> {
    let accounts = &ctx.accounts;
    let (holder, now) = (accounts.holder.key(), Clock::get()?.unix_timestamp);
    let io_mint = accounts.config.load()?.io_mint;
    let theirs = accounts.destination.owner == holder && accounts.destination.mint == io_mint;
    require!(theirs, EmissionsError::WrongDestination);
    let amount = own_stake::withdraw(&mut *accounts.supplier.load_mut()?, &holder, now)?;
    accounts.ledger.load_mut()?.remove_stake(amount);
    let signer: &[&[&[u8]]] = &[&[seeds::LEDGER, &[addresses::LEDGER.bump]]];
    let (vault, destination) = (&accounts.stake_vault, &accounts.destination);
    token::transfer(vault, destination, &accounts.ledger, amount, signer)?;
    accounts.event_authority.emit(Withdrawn {
        supplier: accounts.supplier.key(),
        staker: holder,
        own: true,
        amount,
    })
}
