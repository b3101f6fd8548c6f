//! Starts the meter of a reservation.
//!
//! Who may call it: owner or operator of the supplier.
//!
//! 1. Refuses unless the reservation is waiting to start, and after the start window.
//! 2. Starts the meter, and stores the hash of the connection details.
//! 3. Emits `Started`. No token moves.

use anchor_lang::prelude::*;
use io_common::types::Supplier;

use crate::{
    error::MarketplaceError,
    events::{Emit, Started},
    state::{usage::may_serve, Reservation},
};

/// Accounts of `start`.
#[event_cpi]
#[derive(Accounts)]
pub struct Start<'info> {
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

/// See [`crate::marketplace::start`].
pub fn handler(ctx: Context<Start>, connection_hash: [u8; 32]) -> Result<()> {
    let event = {
        let mut reservation = ctx.accounts.reservation.load_mut()?;
        reservation.start(connection_hash, Clock::get()?.unix_timestamp)?;
        reservation.invariant()?;
        Started {
            reservation: ctx.accounts.reservation.key(),
            started_at: reservation.started_at,
            ends_at: reservation.ends_at()?,
            connection_hash,
        }
    };
    ctx.accounts.event_authority.emit(event)
}
