//! Writes all stake to the record of all votes of a realm, for the current slot.
//!
//! Who may call it: anyone.
//!
//! 1. Writes the ledger's stake, active and cooling, and the slot. Unstaking does not lower it, so no voter lowers the
//!    quorum of its own vote (P-30).
//! 2. Emits nothing.

use anchor_lang::prelude::*;

use crate::state::{Ledger, MaxVoterWeightRecord};

/// Accounts of `update_max_voter_weight_record`.
#[derive(Accounts)]
pub struct UpdateMaxVoterWeightRecord<'info> {
    /// The ledger.
    pub ledger: AccountLoader<'info, Ledger>,
    /// The record.
    #[account(mut)]
    pub max_voter_weight_record: Account<'info, MaxVoterWeightRecord>,
}

/// See [`crate::emissions::update_max_voter_weight_record`].
pub fn handler(ctx: Context<UpdateMaxVoterWeightRecord>) -> Result<()> {
    let staked = ctx.accounts.ledger.load()?.staked;
    ctx.accounts
        .max_voter_weight_record
        .set(staked, Clock::get()?.slot);
    Ok(())
}
