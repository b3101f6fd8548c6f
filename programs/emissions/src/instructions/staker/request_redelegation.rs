//! Requests the redelegation of stake to another supplier, possible 24 hours later.
//!
//! Who may call it: the staker, who pays the rent.
//!
//! 1. Creates the request at the address of the delegation and the other supplier.
//! 2. Refuses stake that has moved and could not move again before the request lapses, and more than the active
//!    stake.
//! 3. Writes the amount and the time from which it can move.
//! 4. Emits `RedelegationRequested`. The stake earns where it is.

use anchor_lang::prelude::*;
use io_common::{math::Checked, require_gte, seeds, types::Supplier};

use crate::{
    constants::{REDELEGATION_DELAY, REDELEGATION_LAPSE},
    error::EmissionsError,
    events::{Emit, RedelegationRequested},
    state::{Delegation, Redelegation},
};

/// Accounts of `request_redelegation`.
#[event_cpi]
#[derive(Accounts)]
pub struct RequestRedelegation<'info> {
    /// The staker, who pays the rent of the request.
    #[account(mut)]
    pub staker: Signer<'info>,
    /// The supplier that the stake leaves.
    pub supplier: AccountLoader<'info, Supplier>,
    /// The supplier that the stake joins.
    #[account(constraint = target.key() != supplier.key() @ EmissionsError::SameSupplier)]
    pub target: AccountLoader<'info, Supplier>,
    /// The delegation that the stake leaves.
    #[account(
        has_one = staker @ EmissionsError::WrongDelegation,
        has_one = supplier @ EmissionsError::WrongDelegation,
    )]
    pub delegation: AccountLoader<'info, Delegation>,
    /// The request.
    #[account(
        init, payer = staker, space = Redelegation::SIZE,
        seeds = [seeds::REDELEGATION, delegation.key().as_ref(), target.key().as_ref()], bump,
    )]
    pub redelegation: AccountLoader<'info, Redelegation>,
    /// The system program.
    pub system_program: Program<'info, System>,
}

/// See [`crate::emissions::request_redelegation`].
pub fn handler(ctx: Context<RequestRedelegation>, amount: Option<u64>) -> Result<()> {
    let accounts = &ctx.accounts;
    let ready_at = Clock::get()?.unix_timestamp.plus(REDELEGATION_DELAY)?;
    let delegation = accounts.delegation.load()?;
    // Its stake must be free to move before the request lapses.
    let lapses_at = ready_at.plus(REDELEGATION_LAPSE)?;
    require_gte!(
        lapses_at,
        delegation.movable_at,
        EmissionsError::RedelegationCooldown
    );
    *accounts.redelegation.load_init()? = Redelegation {
        staker: accounts.staker.key(),
        delegation: accounts.delegation.key(),
        target: accounts.target.key(),
        amount: delegation.meant(amount)?,
        ready_at,
        bump: ctx.bumps.redelegation,
        padding: [0; 7],
    };
    accounts.event_authority.emit(RedelegationRequested {
        supplier: accounts.supplier.key(),
        target: accounts.target.key(),
        staker: accounts.staker.key(),
        ready_at,
    })
}
