//! Stops the meter because the GPUs are down, or lets it run again.
//!
//! Who may call it: anyone with the agreement of the council, by its signatures or an approval.
//!
//! 1. Refuses unless the council has agreed to this report on this reservation.
//! 2. Refuses before the start, once everything is allocated, and a report that is not newer than the last.
//! 3. If down: stops the meter from the reported time on, but not within time that is paid or decided.
//! 4. If up: makes the downtime final and lets the meter run again.
//! 5. Emits `OutageReported`. No token moves.

use anchor_lang::prelude::*;

use crate::{
    events::{Emit, OutageReported},
    instructions::shared::agreed::*,
    state::{OutageReport, Reservation},
};

/// Accounts of `report_outage`. The attestors follow if they sign.
#[event_cpi]
#[derive(Accounts)]
pub struct ReportOutage<'info> {
    /// The agreement of the council.
    pub agreed: Agreed<'info>,
    /// The reservation.
    #[account(mut)]
    pub reservation: AccountLoader<'info, Reservation>,
}

/// See [`crate::marketplace::report_outage`].
pub fn handler(ctx: Context<ReportOutage>, report: OutageReport) -> Result<()> {
    let (accounts, now) = (&ctx.accounts, Clock::get()?.unix_timestamp);
    let address = accounts.reservation.key();
    let (agreed, attestors) = (&accounts.agreed, ctx.remaining_accounts);
    agreed.require(report.hash(&address)?, attestors, now)?;
    let event = {
        let mut reservation = accounts.reservation.load_mut()?;
        reservation.report(&report, now)?;
        let owed = reservation.invariant()?;
        OutageReported {
            reservation: address,
            at: report.at,
            down: report.down,
            downtime: reservation.downtime(now)?,
            allowed: reservation.allowed_downtime(now)?,
            payable: reservation.payable,
            owed_to_payer: owed.payer,
        }
    };
    accounts.event_authority.emit(event)
}
