//! Delegates IO to a supplier.
//!
//! Who may call it: the staker.
//!
//! 1. Refuses while emissions are paused, and unless the clock and the supplier are up to date (P-07).
//! 2. Counts the rewards of the delegation. Refuses if a slash has not been followed.
//! 3. Refuses an amount above the supplier's limit, and a delegation below the minimum.
//! 4. Adds the amount to delegation and supplier, and counts the units again.
//! 5. Moves the IO from the staker to the stake vault.
//! 6. Emits `Staked`.

use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_common::{
    addresses,
    constants::epoch_hour,
    require,
    token::{self, TokenAccount},
    types::Supplier,
};

use crate::{
    error::EmissionsError,
    events::{Emit, Staked},
    state::{limits, units, Delegation, Ledger},
};

/// Accounts of `delegate`.
#[event_cpi]
#[derive(Accounts)]
pub struct Delegate<'info> {
    /// The staker.
    pub staker: Signer<'info>,
    /// The ledger.
    #[account(mut)]
    pub ledger: AccountLoader<'info, Ledger>,
    /// The supplier.
    #[account(mut)]
    pub supplier: AccountLoader<'info, Supplier>,
    /// The staker's delegation to the supplier.
    #[account(
        mut,
        has_one = staker @ EmissionsError::WrongDelegation,
        has_one = supplier @ EmissionsError::WrongDelegation,
    )]
    pub delegation: AccountLoader<'info, Delegation>,
    /// Source of the IO. The token program checks mint and owner.
    #[account(mut, dup)]
    pub source: Account<'info, TokenAccount>,
    /// The stake vault.
    /// CHECK: the address is the program's own token account.
    #[account(mut, address = addresses::STAKE_VAULT.address)]
    pub stake_vault: UncheckedAccount<'info>,
    /// The classic token program.
    pub token_program: Program<'info, Token>,
}

/// See [`crate::emissions::delegate`].
pub fn handler(ctx: Context<Delegate>, amount: u64) -> Result<()> {
    require!(amount > 0, EmissionsError::ZeroAmount);
    let accounts = &ctx.accounts;
    let now = Clock::get()?.unix_timestamp;
    let active_total = {
        let mut ledger = accounts.ledger.load_mut()?;
        let mut supplier = accounts.supplier.load_mut()?;
        ledger.pause.require_off(now)?;
        units::require_current(&supplier, &ledger, epoch_hour(now))?;
        let mut delegation = accounts.delegation.load_mut()?;
        delegation.accrue(&supplier)?;
        limits::require_may_join(&supplier, &delegation, amount)?;
        delegation.add(amount, &mut supplier)?;
        units::recount(&mut supplier, &mut ledger)?;
        ledger.add_stake(amount)?;
        ledger.units_invariant(supplier.pool)?;
        supplier.stake.active()?
    };
    token::transfer(
        &accounts.source,
        &accounts.stake_vault,
        &accounts.staker,
        amount,
        &[],
    )?;
    accounts.event_authority.emit(Staked {
        supplier: accounts.supplier.key(),
        staker: accounts.staker.key(),
        amount,
        own: false,
        active_total,
    })
}
