//! Names the attestors and their threshold before the launch.
//!
//! Who may call it: the governance authority.
//!
//! 1. Refuses after the launch: from then on the council changes by proposals.
//! 2. Writes attestors and threshold. Refuses a threshold above the number of attestors.
//! 3. Overtakes all earlier proposals of a council.
//! 4. Emits `CouncilSet`.

use anchor_lang::prelude::*;
use io_common::{types::Council, CommonError};

use crate::{
    error::EmissionsError,
    events::{CouncilSet, Emit},
    state::{Config, Ledger},
};

/// Accounts of `set_council`.
#[event_cpi]
#[derive(Accounts)]
pub struct SetCouncil<'info> {
    /// Governance authority.
    #[account(
        constraint = authority.key() == config.load()?.roles.authority @ CommonError::NotAuthority,
    )]
    pub authority: Signer<'info>,
    /// Configuration.
    pub config: AccountLoader<'info, Config>,
    /// The ledger, which must not be launched.
    #[account(constraint = !ledger.load()?.is_launched() @ EmissionsError::AlreadyLaunched)]
    pub ledger: AccountLoader<'info, Ledger>,
    /// The council.
    #[account(mut)]
    pub council: AccountLoader<'info, Council>,
}

/// See [`crate::emissions::set_council`].
pub fn handler(ctx: Context<SetCouncil>, attestors: Vec<Pubkey>, threshold: u8) -> Result<()> {
    {
        let mut council = ctx.accounts.council.load_mut()?;
        council.set(&attestors, threshold)?;
        council.overtaken = ctx.accounts.config.load()?.proposals;
    }
    ctx.accounts.event_authority.emit(CouncilSet {
        attestors,
        threshold,
    })
}
