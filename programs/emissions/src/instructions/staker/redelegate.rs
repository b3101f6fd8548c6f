//! Moves delegated stake to another supplier, as requested at least 24 hours before.
//!
//! Who may call it: the staker.
//!
//! 1. Refuses while emissions are paused, and unless the clock and both suppliers are up to date (P-07).
//! 2. Refuses before the request is ready, after it has lapsed, and within 14 days of an earlier move into the
//!    delegation.
//! 3. Counts the rewards of both delegations.
//! 4. Takes the amount, or the free active stake if that is less, from one delegation and adds it to the other,
//!    within the limits of both.
//! 5. Counts the units of both suppliers again. The other delegation cannot redelegate for 14 days.
//! 6. Emits `Redelegated`. The IO stays in the stake vault.
//! 7. Closes the request; its rent goes to the staker.

use anchor_lang::prelude::*;
use io_common::{constants::epoch_hour, math::Checked, require, require_gte, types::Supplier};

use crate::{
    constants::{REDELEGATION_LAPSE, REDELEGATION_REST},
    error::EmissionsError,
    events::{Emit, Redelegated},
    state::{limits, units, Delegation, Ledger, Redelegation},
};

/// Accounts of `redelegate`.
#[event_cpi]
#[derive(Accounts)]
pub struct Redelegate<'info> {
    /// The staker, who gets the rent of the request.
    #[account(mut)]
    pub staker: Signer<'info>,
    /// The ledger.
    #[account(mut)]
    pub ledger: AccountLoader<'info, Ledger>,
    /// The supplier that the stake leaves.
    #[account(mut)]
    pub supplier: AccountLoader<'info, Supplier>,
    /// The supplier that the stake joins.
    #[account(mut)]
    pub target: AccountLoader<'info, Supplier>,
    /// The delegation that the stake leaves.
    #[account(mut, has_one = supplier @ EmissionsError::WrongDelegation)]
    pub delegation: AccountLoader<'info, Delegation>,
    /// The staker's delegation that the stake joins.
    #[account(
        mut,
        has_one = staker @ EmissionsError::WrongDelegation,
        constraint = target_delegation.load()?.supplier == target.key()
            @ EmissionsError::WrongDelegation,
    )]
    pub target_delegation: AccountLoader<'info, Delegation>,
    /// The request.
    #[account(
        mut, close = staker,
        has_one = staker @ EmissionsError::WrongRedelegation,
        has_one = delegation @ EmissionsError::WrongRedelegation,
        has_one = target @ EmissionsError::WrongRedelegation,
    )]
    pub redelegation: AccountLoader<'info, Redelegation>,
}

/// See [`crate::emissions::redelegate`].
pub fn handler(ctx: Context<Redelegate>) -> Result<()> {
    let accounts = &ctx.accounts;
    let now = Clock::get()?.unix_timestamp;
    let event = {
        let mut ledger = accounts.ledger.load_mut()?;
        let (mut supplier, mut target) =
            (accounts.supplier.load_mut()?, accounts.target.load_mut()?);
        ledger.pause.require_off(now)?;
        for supplier in [&supplier, &target] {
            units::require_current(supplier, &ledger, epoch_hour(now))?;
        }
        let (mut from, mut to) = (
            accounts.delegation.load_mut()?,
            accounts.target_delegation.load_mut()?,
        );
        let request = accounts.redelegation.load()?;
        require_gte!(now, request.ready_at, EmissionsError::RedelegationNotReady);
        let lapses_at = request.ready_at.plus(REDELEGATION_LAPSE)?;
        require_gte!(lapses_at, now, EmissionsError::RequestLapsed);
        require_gte!(now, from.movable_at, EmissionsError::RedelegationCooldown);

        from.accrue(&supplier)?;
        to.accrue(&target)?;
        // Stake that open slashes hold does not move.
        let amount = request.amount.min(from.active);
        require!(amount > 0, EmissionsError::ZeroAmount);
        from.take(amount, &mut supplier)?;
        limits::require_may_leave(&supplier, &from, amount)?;
        limits::require_may_join(&target, &to, amount)?;
        to.add(amount, &mut target)?;
        to.movable_at = now.plus(REDELEGATION_REST)?;
        units::recount(&mut supplier, &mut ledger)?;
        units::recount(&mut target, &mut ledger)?;
        ledger.invariant()?;
        Redelegated {
            supplier: accounts.supplier.key(),
            target: accounts.target.key(),
            staker: accounts.staker.key(),
            amount,
            supplier_total: supplier.stake.active()?,
            target_total: target.stake.active()?,
        }
    };
    accounts.event_authority.emit(event)
}
