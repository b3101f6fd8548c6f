//! Takes a ticket of own stake back into active stake.

use anchor_lang::prelude::*;
use io_common::{constants::epoch_hour, types::Supplier};

use crate::{
    error::EmissionsError,
    events::{Emit, TicketCancelled},
    state::{own_stake, units, Ledger},
};

/// Accounts of `cancel_own_ticket`.
#[event_cpi]
#[derive(Accounts)]
pub struct CancelOwnTicket<'info> {
    /// The supplier's owner.
    pub owner: Signer<'info>,
    /// The ledger.
    #[account(mut)]
    pub ledger: AccountLoader<'info, Ledger>,
    /// The supplier.
    #[account(mut, has_one = owner @ EmissionsError::NotOwner)]
    pub supplier: AccountLoader<'info, Supplier>,
}

/// See [`crate::emissions::cancel_own_ticket`].
pub fn handler(ctx: Context<CancelOwnTicket>, ticket: u8) -> Result<()> {
    let accounts = &ctx.accounts;
    let now = Clock::get()?.unix_timestamp;
    let event = {
        let mut ledger = accounts.ledger.load_mut()?;
        let mut supplier = accounts.supplier.load_mut()?;
        ledger.pause.require_off(now)?;
        units::require_current(&supplier, &ledger, epoch_hour(now))?;
        let amount = own_stake::cancel(&mut supplier, ticket)?;
        units::recount(&mut supplier, &mut ledger)?;
        ledger.units_invariant(supplier.pool)?;
        TicketCancelled {
            supplier: accounts.supplier.key(),
            staker: accounts.owner.key(),
            own: true,
            amount,
            active_total: supplier.stake.active()?,
        }
    };
    accounts.event_authority.emit(event)
}
