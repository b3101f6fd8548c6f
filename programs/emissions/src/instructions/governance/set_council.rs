//! Names the attestors.

use anchor_lang::prelude::*;
use io_common::{types::Council, CommonError};

use crate::{
    events::CouncilSet,
    state::Config,
};

/// Accounts of `set_council`.
#[event_cpi]
#[derive(Accounts)]
pub struct SetCouncil<'info> {
    /// Governance authority.
    pub authority: Signer<'info>,
    /// Configuration.
    #[account(has_one = authority @ CommonError::NotAuthority)]
    pub config: AccountLoader<'info, Config>,
    /// The council.
    #[account(mut)]
    pub council: AccountLoader<'info, Council>,
}

/// See [`crate::emissions::set_council`].
pub fn handler(ctx: Context<SetCouncil>, attestors: Vec<Pubkey>, threshold: u8) -> Result<()> {
    ctx.accounts
        .council
        .load_mut()?
        .set(&attestors, threshold)?;
    emit_cpi!(CouncilSet {
        attestors,
        threshold
    });
    Ok(())
}
