//! Announces that the supplier will end a running reservation.
//!
//! Who may call it: owner of the supplier; its operator once the minimum time is over. Before that it gives up earnings,
//! which an operator may not do.
//!
//! 1. Refuses unless the meter runs and the reserved time is not over, and while an announcement stands.
//! 2. Stores the time of the announcement. During the notice, a supplier that terminates forfeits what is missing of it;
//!    for a day after the notice, nothing. A renter who terminates from then on owes only the time used.
//! 3. Emits `EndAnnounced`. No token moves.

use anchor_lang::prelude::*;
use io_common::{require, types::Supplier};

use crate::{
    error::MarketplaceError,
    events::{Emit, EndAnnounced},
    state::{usage::may_serve, Reservation},
};

/// Accounts of `announce_end`.
#[event_cpi]
#[derive(Accounts)]
pub struct AnnounceEnd<'info> {
    /// Owner or operator of the supplier.
    #[account(
        constraint = may_serve(&*supplier.load()?, authority.key) @ MarketplaceError::NotSupplier,
    )]
    pub authority: Signer<'info>,
    /// The supplier.
    pub supplier: AccountLoader<'info, Supplier>,
    /// The reservation.
    #[account(mut, has_one = supplier @ MarketplaceError::WrongSupplier)]
    pub reservation: AccountLoader<'info, Reservation>,
}

/// See [`crate::marketplace::announce_end`].
pub fn handler(ctx: Context<AnnounceEnd>) -> Result<()> {
    let at = Clock::get()?.unix_timestamp;
    let is_owner = ctx.accounts.supplier.load()?.owner == *ctx.accounts.authority.key;
    let over_at = {
        let reservation = &mut *ctx.accounts.reservation.load_mut()?;
        let least_until = reservation.least_until(at)?;
        let over_at = reservation.announce_end(at)?;
        let may = is_owner || least_until.is_none();
        require!(may, MarketplaceError::MinimumIsNotOver);
        over_at
    };
    ctx.accounts.event_authority.emit(EndAnnounced {
        reservation: ctx.accounts.reservation.key(),
        at,
        over_at,
    })
}
