//! Starts the cooldown of delegated stake that an open slash holds.
//!
//! Who may call it: the staker.
//!
//! 1. Refuses unless the clock and the supplier are up to date (P-07).
//! 2. Counts the rewards of the delegation. Refuses if a slash has not been followed.
//! 3. Starts the cooldown of the active stake that the slash holds. It no longer counts or earns. If the slash is
//!    dropped, it can be withdrawn after the cooldown.
//! 4. Counts the units of the supplier again.
//! 5. Emits `HeldUnstaked`. No token moves.

use anchor_lang::prelude::*;
use io_common::{constants::epoch_hour, math::Checked, types::Supplier};

use crate::{
    error::EmissionsError,
    events::{Emit, HeldUnstaked},
    state::{units, Config, Delegation, Ledger, Slash},
};

/// Accounts of `unstake_held`.
#[event_cpi]
#[derive(Accounts)]
pub struct UnstakeHeld<'info> {
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
    /// The slash.
    #[account(mut, has_one = supplier @ EmissionsError::WrongSlash)]
    pub slash: AccountLoader<'info, Slash>,
}

/// See [`crate::emissions::unstake_held`].
pub fn handler(ctx: Context<UnstakeHeld>) -> Result<()> {
    let accounts = &ctx.accounts;
    let now = Clock::get()?.unix_timestamp;
    let unlocks_at = now.plus(accounts.config.load()?.unstake_cooldown)?;
    let event = {
        let mut ledger = accounts.ledger.load_mut()?;
        let mut supplier = accounts.supplier.load_mut()?;
        units::require_current(&supplier, &ledger, epoch_hour(now))?;
        let mut delegation = accounts.delegation.load_mut()?;
        let mut slash = accounts.slash.load_mut()?;
        delegation.accrue(&supplier)?;
        let amount = delegation.unstake_held(&mut slash, &mut supplier, unlocks_at)?;
        units::recount(&mut supplier, &mut ledger)?;
        ledger.units_invariant(supplier.pool)?;
        HeldUnstaked {
            supplier: accounts.supplier.key(),
            staker: accounts.staker.key(),
            number: slash.number,
            amount,
            unlocks_at,
            active_total: supplier.stake.active()?,
        }
    };
    accounts.event_authority.emit(event)
}
