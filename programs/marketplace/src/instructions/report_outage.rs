//! Stops the meter, or lets it run on, as the council says.

use anchor_lang::prelude::*;

use super::agreed::*;
use crate::{
    events::{Emit, OutageReported},
    state::{OutageReport, Reservation},
};

/// Accounts of `report_outage`; the attestors follow, if they sign.
#[event_cpi]
#[derive(Accounts)]
pub struct ReportOutage<'info> {
    /// Who agrees.
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
        reservation.invariant()?;
        OutageReported {
            reservation: address,
            at: report.at,
            down: report.down,
            downtime: reservation.downtime(now)?,
            allowed: reservation.allowed_downtime(now)?,
        }
    };
    accounts.event_authority.emit(event)
}
