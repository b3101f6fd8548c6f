//! Splits what is disputed, as the council says.
//!
//! Who may call it: anyone who brings the agreement of the council, by its signatures or an approval.
//!
//! 1. Refuses unless the council has agreed to this decision on this reservation.
//! 2. Refuses a decision that is not newer than the dispute, or comes after the time to decide.
//! 3. Makes final what is reported down of the disputed time: that is refunded.
//! 4. Gives the renter its share of the rest, rounded down, with the fees on it.
//! 5. Gives the deposit to the supplier if the renter has no share at all, else back to the renter.
//! 6. Pays the renter what it is owed, if its associated account can receive it.
//! 7. Emits `DisputeClosed`.

use anchor_lang::prelude::*;

use crate::{
    events::Emit,
    instructions::shared::{agreed::*, ruling::*},
    state::DisputeDecision,
};

/// Accounts of `decide_dispute`; the attestors follow, if they sign.
#[event_cpi]
#[derive(Accounts)]
pub struct DecideDispute<'info> {
    /// Who agrees.
    pub agreed: Agreed<'info>,
    /// What is decided.
    pub ruling: Ruling<'info>,
}

/// See [`crate::marketplace::decide_dispute`].
pub fn handler(ctx: Context<DecideDispute>, decision: DisputeDecision) -> Result<()> {
    let (accounts, now) = (&ctx.accounts, Clock::get()?.unix_timestamp);
    let address = accounts.ruling.reservation.key();
    let (agreed, attestors) = (&accounts.agreed, ctx.remaining_accounts);
    agreed.require(decision.hash(&address)?, attestors, now)?;
    let ruling = &accounts.ruling;
    let event = ruling.run(Some(decision.renter_bps), |reservation| {
        reservation.decide(&decision, now)
    })?;
    accounts.event_authority.emit(event)
}
