//! Withdraws a slash on appeal.
//!
//! Who may call it: the governance authority, or anyone with the agreement of the council.
//!
//! 1. Refuses unless the authority signs or the council has agreed to the withdrawal.
//! 2. Ends the slash without taking anything. Own stake is free at once, a delegation's stake when it follows the
//!    slash.
//! 3. Emits `SlashDropped`.
//! 4. Closes the slash if no delegation still has to follow it; its rent goes back to its payer.

use anchor_lang::prelude::*;
use io_common::{
    addresses,
    agreement::{decision_hash, require_agreement},
    types::{Approval, Council},
    CommonError,
};

use crate::{events::Emit, instructions::shared::slash::*, state::Config};

/// Prefix of the hash of a withdrawal, so that no other decision has the same hash.
const DOMAIN: &[u8] = b"io:slash-withdrawal";

/// Accounts of `withdraw_slash`. The attestors follow, unless there is an approval or the authority signs.
#[event_cpi]
#[derive(Accounts)]
pub struct WithdrawSlash<'info> {
    /// Configuration.
    pub config: AccountLoader<'info, Config>,
    /// The council.
    #[account(address = addresses::COUNCIL.address)]
    pub council: AccountLoader<'info, Council>,
    /// The approval of the withdrawal, unless the attestors or the authority sign.
    pub approval: Option<AccountLoader<'info, Approval>>,
    /// The governance authority, if it decides.
    #[account(
        constraint = authority.key() == config.load()?.roles.authority @ CommonError::NotAuthority,
    )]
    pub authority: Option<Signer<'info>>,
    /// Accounts that dropping a slash needs.
    pub dropping: Dropping<'info>,
}

/// Hash that the attestors approve.
///
/// # Errors
/// None.
pub fn slash_withdrawal_hash(slash: &Pubkey) -> Result<[u8; 32]> {
    decision_hash(DOMAIN, &(), &[*slash])
}

/// See [`crate::emissions::withdraw_slash`].
pub fn handler<'info>(ctx: Context<'info, WithdrawSlash<'info>>) -> Result<()> {
    let (accounts, attestors) = (&ctx.accounts, ctx.remaining_accounts);
    if accounts.authority.is_none() {
        let approval = accounts.approval.as_ref().map(|approval| approval.load());
        require_agreement(
            &*accounts.council.load()?,
            approval.transpose()?.as_deref(),
            attestors,
            slash_withdrawal_hash(&accounts.dropping.slash.key())?,
            Clock::get()?.unix_timestamp,
        )?;
    }
    let event = accounts.dropping.drop()?;
    accounts.event_authority.emit(event)?;
    close_if_over(&accounts.dropping.slash, &accounts.dropping.payer)
}
