//! Splits the disputed amount as the council decides.
//!
//! Who may call it: anyone with the agreement of the council, by its signatures or an approval.
//!
//! 1. Refuses unless the council has agreed to this decision on this reservation.
//! 2. Refuses a decision that is not newer than the dispute, or comes after the decision time.
//! 3. Makes reported downtime within the disputed time final; it is refunded.
//! 4. Gives the payer its share of the rest, rounded down, with the fees on it.
//! 5. Gives the deposit to the supplier if the payer's share is zero, otherwise back to the payer.
//! 6. Pays the payer what it is owed, if its associated account can receive it.
//! 7. Emits `DisputeClosed`.

use anchor_lang::prelude::*;

use crate::{
    events::Emit,
    instructions::shared::{agreed::*, ruling::*},
    state::DisputeDecision,
};

/// Accounts of `decide_dispute`. The attestors follow if they sign.
#[event_cpi]
#[derive(Accounts)]
pub struct DecideDispute<'info> {
    /// The agreement of the council.
    pub agreed: Agreed<'info>,
    /// Accounts that ending a dispute needs.
    pub ruling: Ruling<'info>,
}

/// See [`crate::marketplace::decide_dispute`].
pub fn handler(ctx: Context<DecideDispute>, decision: DisputeDecision) -> Result<()> {
    let (accounts, now) = (&ctx.accounts, Clock::get()?.unix_timestamp);
    let address = accounts.ruling.reservation.key();
    let (agreed, attestors) = (&accounts.agreed, ctx.remaining_accounts);
    agreed.require(decision.hash(&address)?, attestors, now)?;
    let ruling = &accounts.ruling;
    let event = ruling.run(Some(decision.payer_bps), |reservation| {
        reservation.decide(&decision, now)
    })?;
    accounts.event_authority.emit(event)
}
