//! Cancels an unstake request of a delegation.
//!
//! Who may call it: the staker.
//!
//! 1. Refuses while emissions are paused, and unless the clock and the supplier are up to date (P-07).
//! 2. Counts the rewards of the delegation. Refuses if a slash has not been followed.
//! 3. Adds the amount of the request to active stake again.
//! 4. Counts the units of the supplier again.
//! 5. Emits `UnstakeCancelled`. No token moves.

use anchor_lang::prelude::*;
use io_common::{constants::epoch_hour, types::Supplier};

use crate::{
    error::EmissionsError,
    events::{Emit, UnstakeCancelled},
    state::{units, Delegation, Ledger},
};

/// Accounts of `cancel_unstake`.
#[event_cpi]
#[derive(Accounts)]
pub struct CancelUnstake<'info> {
    /// The staker.
    pub staker: Signer<'info>,
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

/// See [`crate::emissions::cancel_unstake`].
pub fn handler(ctx: Context<CancelUnstake>, unstake_request: u8) -> Result<()> {
    let accounts = &ctx.accounts;
    let now = Clock::get()?.unix_timestamp;
    let event = {
        let mut ledger = accounts.ledger.load_mut()?;
        let mut supplier = accounts.supplier.load_mut()?;
        ledger.pause.require_off(now)?;
        units::require_current(&supplier, &ledger, epoch_hour(now))?;
        let mut delegation = accounts.delegation.load_mut()?;
        delegation.accrue(&supplier)?;
        let amount = delegation.cancel_unstake(unstake_request, &mut supplier)?;
        units::recount(&mut supplier, &mut ledger)?;
        ledger.units_invariant(supplier.pool)?;
        UnstakeCancelled {
            supplier: accounts.supplier.key(),
            staker: accounts.staker.key(),
            own: false,
            amount,
            active_total: supplier.stake.active()?,
            unstake_request,
        }
    };
    accounts.event_authority.emit(event)
}
