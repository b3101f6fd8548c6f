//! Closes the record of a voter's votes.
//!
//! Who may call it: the voter. Not the payer, who could close it in front of every vote (P-09).
//!
//! 1. Closes the record; its rent goes back to its payer. Emits nothing.

use anchor_lang::prelude::*;
use io_common::CommonError;

use crate::{error::EmissionsError, state::VoterWeightRecord};

/// Accounts of `close_voter_weight_record`.
#[derive(Accounts)]
pub struct CloseVoterWeightRecord<'info> {
    /// The voter.
    #[account(
        constraint = voter_weight_record.governing_token_owner == voter.key() @ EmissionsError::WrongVoter,
    )]
    pub voter: Signer<'info>,
    /// Paid the rent; gets it back.
    /// CHECK: the address is checked; it only receives lamports.
    #[account(mut)]
    pub payer: UncheckedAccount<'info>,
    /// The record.
    #[account(mut, close = payer, has_one = payer @ CommonError::WrongRecipient)]
    pub voter_weight_record: Account<'info, VoterWeightRecord>,
}

/// See [`crate::emissions::close_voter_weight_record`].
pub fn handler(_ctx: Context<CloseVoterWeightRecord>) -> Result<()> {
    Ok(())
}
