//! Applies a proposed change.

use anchor_lang::prelude::*;
use io_common::{require, CommonError};

use crate::{
    error::FeeBurnError,
    events::{ChangeApplied, Emit},
    state::{Config, Engine, Proposal},
};

/// Accounts of `apply_change`.
#[event_cpi]
#[derive(Accounts)]
pub struct ApplyChange<'info> {
    /// Configuration.
    #[account(mut)]
    pub config: AccountLoader<'info, Config>,
    /// The engine.
    pub engine: AccountLoader<'info, Engine>,
    /// The proposal.
    #[account(mut, dup, close = payer, has_one = payer @ CommonError::WrongPayer)]
    pub proposal: Account<'info, Proposal>,
    /// CHECK: who paid its rent, and gets it back.
    #[account(mut)]
    pub payer: UncheckedAccount<'info>,
}

/// See [`crate::fee_burn::apply_change`].
pub fn handler(ctx: Context<ApplyChange>) -> Result<()> {
    let (accounts, now) = (&ctx.accounts, Clock::get()?.unix_timestamp);
    {
        // P-07: an auction ends on the terms on which it began. The bucket belongs to nobody: it fills at the next
        // opening, as the parameters are then.
        let left = accounts.engine.load()?.auction.left;
        require!(left == 0, FeeBurnError::LotLeft);
        let proposal = &accounts.proposal;
        proposal.apply(&mut *accounts.config.load_mut()?, now)?;
    }
    accounts.event_authority.emit(ChangeApplied {
        proposal: accounts.proposal.key(),
        change: accounts.proposal.change.clone(),
    })
}
