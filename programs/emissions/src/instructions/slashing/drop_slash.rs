//! Drops a slash: withdrawn on appeal, or lapsed.

use anchor_lang::prelude::*;
use io_common::{
    addresses,
    agreement::{decision_hash, require_agreement},
    math::Checked,
    require,
    types::{Approval, Council, Supplier},
    CommonError,
};

use super::close_if_over;
use crate::{
    error::EmissionsError,
    events::{Emit, SlashDropped},
    state::{slashing, Config, Slash},
};

/// What the hash of a withdrawal begins with, so that it is of nothing else.
const DOMAIN: &[u8] = b"io:slash-withdrawal";

/// What a slash is dropped from.
#[derive(Accounts)]
pub struct Dropping<'info> {
    /// The supplier.
    #[account(mut)]
    pub supplier: AccountLoader<'info, Supplier>,
    /// The slash.
    #[account(
        mut,
        has_one = supplier @ EmissionsError::WrongSlash,
        has_one = payer @ EmissionsError::WrongSlash,
    )]
    pub slash: AccountLoader<'info, Slash>,
    /// CHECK: who paid its rent, and gets it back.
    #[account(mut)]
    pub payer: UncheckedAccount<'info>,
}

impl Dropping<'_> {
    fn drop(&self) -> Result<SlashDropped> {
        let mut slash = self.slash.load_mut()?;
        let mut supplier = self.supplier.load_mut()?;
        slashing::drop(&mut supplier, &mut slash)?;
        let (delegated, cooling) = (slash.delegated_held, slash.cooling_held);
        Ok(SlashDropped {
            supplier: slash.supplier,
            number: slash.number,
            reason: slash.reason,
            own: slash.amount.minus(delegated)?.minus(cooling)?,
            delegated,
            cooling,
            open_total: supplier.slashes.open,
        })
    }
}

/// Accounts of `withdraw_slash`; the attestors follow, unless there is an approval or the authority signs.
#[event_cpi]
#[derive(Accounts)]
pub struct WithdrawSlash<'info> {
    /// Configuration.
    pub config: AccountLoader<'info, Config>,
    /// The council.
    #[account(address = addresses::COUNCIL.address)]
    pub council: AccountLoader<'info, Council>,
    /// The approvals of the withdrawal, if neither the attestors nor the authority have signed.
    pub approval: Option<AccountLoader<'info, Approval>>,
    /// The governance authority, if it is its decision.
    #[account(
        constraint = authority.key() == config.load()?.roles.authority @ CommonError::NotAuthority,
    )]
    pub authority: Option<Signer<'info>>,
    /// What it takes.
    pub dropping: Dropping<'info>,
}

/// Accounts of `lapse_slash`.
#[event_cpi]
#[derive(Accounts)]
pub struct LapseSlash<'info> {
    /// What it takes.
    pub dropping: Dropping<'info>,
}

/// What the attestors approve.
///
/// # Errors
/// None.
pub fn slash_withdrawal_hash(slash: &Pubkey) -> Result<[u8; 32]> {
    decision_hash(DOMAIN, &(), &[*slash])
}

/// See [`crate::emissions::withdraw_slash`].
pub fn withdraw<'info>(ctx: Context<'info, WithdrawSlash<'info>>) -> Result<()> {
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

/// See [`crate::emissions::lapse_slash`].
pub fn lapse(ctx: Context<LapseSlash>) -> Result<()> {
    let dropping = &ctx.accounts.dropping;
    let lapses_at = dropping.slash.load()?.lapses_at;
    let over = Clock::get()?.unix_timestamp > lapses_at;
    require!(over, EmissionsError::SlashNotLapsed);
    let event = dropping.drop()?;
    ctx.accounts.event_authority.emit(event)?;
    close_if_over(&dropping.slash, &dropping.payer)
}
