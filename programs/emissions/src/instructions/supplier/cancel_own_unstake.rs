//! Cancels an unstake request of own stake.
//!
//! Who may call it: the owner of the supplier, for its own requests.
//!
//! 1. Refuses while emissions are paused, and unless the clock and the supplier are up to date (P-07).
//! 2. Adds the amount of the request to own stake again, except what slashes hold.
//! 3. Counts the units of the supplier again.
//! 4. Emits `UnstakeCancelled`. No token moves.

use anchor_lang::prelude::*;
use io_common::{constants::epoch_hour, types::Supplier};

use crate::{
    error::EmissionsError,
    events::{Emit, UnstakeCancelled},
    state::{own_stake, units, Ledger},
};

/// Accounts of `cancel_own_unstake`.
#[event_cpi]
#[derive(Accounts)]
pub struct CancelOwnUnstake<'info> {
    /// The supplier's owner.
    pub owner: Signer<'info>,
    /// The ledger.
    #[account(mut)]
    pub ledger: AccountLoader<'info, Ledger>,
    /// The supplier.
    #[account(mut, has_one = owner @ EmissionsError::NotOwner)]
    pub supplier: AccountLoader<'info, Supplier>,
}

/// See [`crate::emissions::cancel_own_unstake`].
pub fn handler(ctx: Context<CancelOwnUnstake>, unstake_request: u8) -> Result<()> {
    let accounts = &ctx.accounts;
    let now = Clock::get()?.unix_timestamp;
    let event = {
        let mut ledger = accounts.ledger.load_mut()?;
        let mut supplier = accounts.supplier.load_mut()?;
        ledger.pause.require_off(now)?;
        units::require_current(&supplier, &ledger, epoch_hour(now))?;
        let amount = own_stake::cancel(&mut supplier, unstake_request)?;
        units::recount(&mut supplier, &mut ledger)?;
        ledger.units_invariant(supplier.pool)?;
        UnstakeCancelled {
            supplier: accounts.supplier.key(),
            staker: accounts.owner.key(),
            own: true,
            amount,
            active_total: supplier.stake.active()?,
            unstake_request,
        }
    };
    accounts.event_authority.emit(event)
}
