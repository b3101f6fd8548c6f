//! Starts the cooldown of delegated stake.
//!
//! Who may call it: the staker.
//!
//! 1. Refuses unless the clock and the supplier are up to date (P-07).
//! 2. Counts the rewards of the delegation. Refuses if a slash has not been followed.
//! 3. Moves the amount from active stake to a free unstake request. Refuses if the request or the rest is below the
//!    minimum delegation; unstaking everything is always possible.
//! 4. Counts the units of the supplier again.
//! 5. Emits `Unstaked`. The IO stays in the stake vault until `withdraw`.

use anchor_lang::prelude::*;
use io_common::{constants::epoch_hour, math::Checked, types::Supplier};

use crate::{
    error::EmissionsError,
    events::{Emit, Unstaked},
    state::{limits, units, Config, Delegation, Ledger},
};

/// Accounts of `unstake`.
#[event_cpi]
#[derive(Accounts)]
pub struct Unstake<'info> {
    /// The staker.
    pub staker: Signer<'info>,
    /// Configuration.
    pub config: AccountLoader<'info, Config>,
    /// The ledger.
    #[account(mut)]
    pub ledger: AccountLoader<'info, Ledger>,
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
}

/// See [`crate::emissions::unstake`].
pub fn handler(ctx: Context<Unstake>, amount: Option<u64>) -> Result<()> {
    let accounts = &ctx.accounts;
    let now = Clock::get()?.unix_timestamp;
    let unlocks_at = now.plus(accounts.config.load()?.unstake_cooldown)?;
    let event = {
        let mut ledger = accounts.ledger.load_mut()?;
        let mut supplier = accounts.supplier.load_mut()?;
        units::require_current(&supplier, &ledger, epoch_hour(now))?;
        let mut delegation = accounts.delegation.load_mut()?;
        delegation.accrue(&supplier)?;
        let (unstake_request, amount) = delegation.unstake(amount, &mut supplier, unlocks_at)?;
        limits::require_may_leave(&supplier, &delegation, amount)?;
        units::recount(&mut supplier, &mut ledger)?;
        ledger.units_invariant(supplier.pool)?;
        Unstaked {
            supplier: accounts.supplier.key(),
            staker: accounts.staker.key(),
            unstake_request,
            own: false,
            amount,
            unlocks_at,
            active_total: supplier.stake.active()?,
        }
    };
    accounts.event_authority.emit(event)
}
