//! Weighs the stake of a voter for the current slot.
//!
//! Who may call it: anyone.
//!
//! 1. Refuses accounts that are not there, or not in the rising order of their addresses: none counts twice (P-21).
//! 2. Adds the active stake of each delegation. Refuses another's, and if a slash has not been followed.
//! 3. Adds the own active stake of each supplier; none for 14 days after a change of owner. Refuses another's.
//! 4. Writes the sum and the slot. It replaces what was there: stake that is left out, or was weighed before, does not count.
//! 5. Emits nothing.

use anchor_lang::prelude::*;
use io_common::{math::Checked, require, require_keys_eq, types::Supplier};

use crate::{
    error::EmissionsError,
    state::{voter_weight, Delegation, VoterWeightRecord},
};

/// Accounts of `update_voter_weight_record`. Each delegation follows with its supplier, then the suppliers that the voter
/// owns.
#[derive(Accounts)]
pub struct UpdateVoterWeightRecord<'info> {
    /// The record.
    #[account(mut)]
    pub voter_weight_record: Account<'info, VoterWeightRecord>,
}

/// See [`crate::emissions::update_voter_weight_record`].
pub fn handler<'info>(
    ctx: Context<'info, UpdateVoterWeightRecord<'info>>,
    delegations: u8,
) -> Result<()> {
    let stake = ctx.remaining_accounts;
    let record = &mut ctx.accounts.voter_weight_record;
    let clock = Clock::get()?;
    let pairs = u16::from(delegations).times(2)?;
    let delegated = stake.split_at_checked(pairs.into());
    let (delegated, owned) = delegated.ok_or(EmissionsError::VoteAccounts)?;
    let in_order = voter_weight::rising(delegated.iter().step_by(2).map(|it| it.key))
        && voter_weight::rising(owned.iter().map(|it| it.key));
    require!(in_order, EmissionsError::VoteOrder);

    let (voter, mut votes) = (record.governing_token_owner, 0_u64);
    for [delegation, supplier] in delegated.as_chunks().0 {
        votes = votes.plus(of_pair(delegation, supplier, &voter)?)?;
    }
    for supplier in owned {
        let supplier = AccountLoader::<Supplier>::try_from_unchecked(&crate::ID, supplier)?;
        let supplier = supplier.load()?;
        require_keys_eq!(supplier.owner, voter, EmissionsError::WrongVoter);
        votes = votes.plus(voter_weight::of_own(&supplier, clock.unix_timestamp))?;
    }
    record.set(votes, clock.slot);
    Ok(())
}

/// Votes of a delegation, by itself and its supplier.
fn of_pair<'info>(
    delegation: &'info AccountInfo<'info>,
    supplier: &'info AccountInfo<'info>,
    voter: &Pubkey,
) -> Result<u64> {
    // The types are checked when they are loaded.
    let delegation = AccountLoader::<Delegation>::try_from_unchecked(&crate::ID, delegation)?;
    let delegation = *delegation.load()?;
    require_keys_eq!(delegation.staker, *voter, EmissionsError::WrongVoter);
    let theirs = *supplier.key;
    require_keys_eq!(delegation.supplier, theirs, EmissionsError::WrongDelegation);
    let supplier = AccountLoader::<Supplier>::try_from_unchecked(&crate::ID, supplier)?;
    let supplier = supplier.load()?;
    voter_weight::of_delegation(delegation, &supplier)
}
