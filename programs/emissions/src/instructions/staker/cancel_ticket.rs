//! Takes a ticket back into active stake.

use anchor_lang::prelude::*;
use io_common::{constants::epoch_hour, math::Checked, types::Supplier};

use crate::{
    error::EmissionsError,
    events::TicketCancelled,
    state::{units, Delegation, Ledger, Ticket, TicketKind},
};

/// Accounts of `cancel_ticket`.
#[event_cpi]
#[derive(Accounts)]
pub struct CancelTicket<'info> {
    /// The ticket's holder, who gets its rent.
    #[account(mut)]
    pub holder: Signer<'info>,
    /// The ledger.
    #[account(mut)]
    pub ledger: AccountLoader<'info, Ledger>,
    /// The supplier.
    #[account(mut)]
    pub supplier: AccountLoader<'info, Supplier>,
    /// The holder's delegation, for a ticket of one; none for own stake.
    #[account(
        mut,
        constraint = delegation.load()?.staker == holder.key() @ EmissionsError::WrongDelegation,
        has_one = supplier @ EmissionsError::WrongDelegation,
    )]
    pub delegation: Option<AccountLoader<'info, Delegation>>,
    /// The ticket.
    #[account(
        mut, close = holder,
        has_one = holder @ EmissionsError::WrongTicket,
        has_one = supplier @ EmissionsError::WrongTicket,
    )]
    pub ticket: AccountLoader<'info, Ticket>,
}

impl CancelTicket<'_> {
    /// Moves the shares' worth from cooling to active, and returns it.
    fn reactivate(&self, supplier: &mut Supplier) -> Result<u64> {
        let ticket = self.ticket.load()?;
        let shares = ticket.shares.get();
        if ticket.kind == TicketKind::Own as u8 {
            // The supplier may have changed hands: a gift to the new owner is not meant.
            require_keys_eq!(supplier.owner, ticket.holder, EmissionsError::NotOwner);
            let amount = supplier.stake.own_cooling.redeem(shares)?;
            supplier.stake.own = supplier.stake.own.plus(amount)?;
            return Ok(amount);
        }
        let delegation = self.delegation.as_ref();
        let delegation = delegation.ok_or(EmissionsError::WrongDelegation)?;
        let mut delegation = delegation.load_mut()?;
        delegation.accrue(supplier)?;
        let amount = supplier.stake.delegated_cooling.redeem(shares)?;
        delegation.add(amount, supplier)?;
        Ok(amount)
    }
}

/// See [`crate::emissions::cancel_ticket`].
pub fn handler(ctx: Context<CancelTicket>) -> Result<()> {
    let accounts = &ctx.accounts;
    let hour = epoch_hour(Clock::get()?.unix_timestamp);
    let event = {
        let mut ledger = accounts.ledger.load_mut()?;
        let mut supplier = accounts.supplier.load_mut()?;
        units::require_current(&supplier, &ledger, hour)?;
        let amount = accounts.reactivate(&mut supplier)?;
        units::recount(&mut supplier, &mut ledger)?;
        ledger.invariant()?;
        TicketCancelled {
            supplier: accounts.supplier.key(),
            staker: accounts.holder.key(),
            amount,
            active_total: supplier.stake.active()?,
        }
    };
    emit_cpi!(event);
    Ok(())
}
