//! Adds to the own stake of a supplier.
//!
//! Who may call it: the owner of the supplier.
//!
//! 1. Refuses while emissions are paused, and unless the clock and the supplier are up to date (P-07).
//! 2. Adds the amount to own stake, and counts the units again.
//! 3. Moves the IO from the owner to the stake vault.
//! 4. Emits `Staked`.

use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_common::{
    addresses,
    constants::epoch_hour,
    math::Checked,
    require,
    token::{self, TokenAccount},
    types::Supplier,
};

use crate::{
    error::EmissionsError,
    events::{Emit, Staked},
    state::{units, Ledger},
};

/// Accounts of `stake_own`.
#[event_cpi]
#[derive(Accounts)]
pub struct StakeOwn<'info> {
    /// The supplier's owner.
    pub owner: Signer<'info>,
    /// The ledger.
    #[account(mut)]
    pub ledger: AccountLoader<'info, Ledger>,
    /// The supplier.
    #[account(mut, has_one = owner @ EmissionsError::NotOwner)]
    pub supplier: AccountLoader<'info, Supplier>,
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

/// See [`crate::emissions::stake_own`].
pub fn handler(ctx: Context<StakeOwn>, amount: u64) -> Result<()> {
    require!(amount > 0, EmissionsError::ZeroAmount);
    let accounts = &ctx.accounts;
    let now = Clock::get()?.unix_timestamp;
    let active_total = {
        let mut ledger = accounts.ledger.load_mut()?;
        let mut supplier = accounts.supplier.load_mut()?;
        ledger.pause.require_off(now)?;
        units::require_current(&supplier, &ledger, epoch_hour(now))?;
        supplier.stake.own = supplier.stake.own.plus(amount)?;
        units::recount(&mut supplier, &mut ledger)?;
        ledger.add_stake(amount)?;
        ledger.units_invariant(supplier.pool)?;
        supplier.stake.active()?
    };
    token::transfer(
        &accounts.source,
        &accounts.stake_vault,
        &accounts.owner,
        amount,
        &[],
    )?;
    accounts.event_authority.emit(Staked {
        supplier: accounts.supplier.key(),
        staker: accounts.owner.key(),
        amount,
        own: true,
        active_total,
    })
}
