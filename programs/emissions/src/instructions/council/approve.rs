//! Approves a decision as an attestor.
//!
//! Who may call it: an attestor who is not suspended.
//!
//! 1. Refuses after the approval window, and once the council has changed.
//! 2. Records the attestor's approval. A second one changes nothing.
//! 3. Emits `Approved`.

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
    /// The approval account.
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
