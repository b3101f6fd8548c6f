//! An attestor approves a batch.

use anchor_lang::prelude::*;
use io_common::types::{Approval, Council};

use crate::events::{Approved, Emit};

/// Accounts of `approve`.
#[event_cpi]
#[derive(Accounts)]
pub struct Approve<'info> {
    /// The attestor.
    pub attestor: Signer<'info>,
    /// The council.
    pub council: AccountLoader<'info, Council>,
    /// The approvals.
    #[account(mut)]
    pub approval: AccountLoader<'info, Approval>,
}

/// See [`crate::emissions::approve`].
pub fn handler(ctx: Context<Approve>) -> Result<()> {
    let accounts = &ctx.accounts;
    let now = Clock::get()?.unix_timestamp;
    let event = {
        let mut approval = accounts.approval.load_mut()?;
        approval.approve(&*accounts.council.load()?, accounts.attestor.key, now)?;
        Approved {
            hash: approval.hash,
            attestor: accounts.attestor.key(),
            approvals: approval.approvals,
        }
    };
    accounts.event_authority.emit(event)
}
