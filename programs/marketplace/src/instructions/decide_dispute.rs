//! Splits what is disputed, as the council says.

use anchor_lang::prelude::*;

use super::{agreed::*, ruling::*};
use crate::{events::Emit, state::DisputeDecision};

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
