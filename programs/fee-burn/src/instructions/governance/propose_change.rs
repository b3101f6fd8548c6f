//! Proposes a change of a parameter, which can be applied 48 hours later.
//!
//! Who may call it: the governance authority; anyone can pay the rent.
//!
//! 1. Creates the proposal at the address of its number.
//! 2. Refuses a value outside its hard range, anyone but the authority, and a number that is taken, skipped or too far
//!    ahead.
//! 3. Raises the next number, and writes the change with the times between which it can be applied.
//! 4. Emits `ChangeProposed`.

use anchor_lang::prelude::*;
use io_common::{
    governance::{next_number, Timelock},
    seeds,
};

use crate::{
    events::{ChangeProposed, Emit},
    state::{Change, Config, Proposal},
};

/// Accounts of `propose_change`.
#[event_cpi]
#[derive(Accounts)]
#[instruction(number: u32)]
pub struct ProposeChange<'info> {
    /// Governance authority.
    pub authority: Signer<'info>,
    /// Pays the rent.
    #[account(mut)]
    pub payer: Signer<'info>,
    /// Configuration.
    #[account(mut)]
    pub config: AccountLoader<'info, Config>,
    /// The proposal.
    #[account(
        init, payer = payer, space = Proposal::SIZE,
        seeds = [seeds::PROPOSAL, &number.to_le_bytes()], bump,
    )]
    pub proposal: Account<'info, Proposal>,
    /// The system program.
    pub system_program: Program<'info, System>,
}

/// See [`crate::fee_burn::propose_change`].
pub fn handler(ctx: Context<ProposeChange>, number: u32, change: Change) -> Result<()> {
    let accounts = &mut *ctx.accounts;
    change.validate()?;
    {
        let mut config = accounts.config.load_mut()?;
        config.roles.require_authority(accounts.authority.key)?;
        change.check_mints(&config)?;
        config.proposals = next_number(config.proposals, number)?;
    }
    let timelock = Timelock::new(Clock::get()?.unix_timestamp)?;
    let payer = accounts.payer.key();
    accounts.proposal.set_inner(Proposal {
        payer,
        number,
        timelock,
        change: change.clone(),
    });
    ctx.accounts.event_authority.emit(ChangeProposed {
        proposal: ctx.accounts.proposal.key(),
        change,
        ready_at: timelock.ready_at,
    })
}
