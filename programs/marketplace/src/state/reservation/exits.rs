//! The ways out. Each first fixes the amounts of all payees. Payment is a second step, which may fail for one payee
//! without affecting the others (P-14).

use anchor_lang::prelude::*;
use io_common::{math::Checked, require};

use super::{EndReason, Reservation, Status};
use crate::error::MarketplaceError;

impl Reservation {
    /// The supplier declines: everything goes back. After the start window it counts as not started.
    ///
    /// # Errors
    /// `NotReserved` unless it is waiting to start.
    pub fn decline(&mut self, now: i64) -> Result<()> {
        let reason = if self.is_late(now)? {
            EndReason::NotStarted
        } else {
            EndReason::Declined
        };
        self.undo(reason)
    }

    /// The supplier has not started in time: everything goes back.
    ///
    /// # Errors
    /// `NotReserved` unless it is waiting to start, `TooEarlyToCancel` within the start window.
    pub fn cancel(&mut self, now: i64) -> Result<()> {
        require!(self.is(Status::Reserved), MarketplaceError::NotReserved);
        require!(self.is_late(now)?, MarketplaceError::TooEarlyToCancel);
        self.undo(EndReason::NotStarted)
    }

    /// The renter terminates: the time used is due, and at least the minimum time. Within the grace period, and once the
    /// supplier has announced an end, only the time used is due.
    ///
    /// # Errors
    /// `NotActive` unless the meter runs, `TimeIsOver` once its time is over.
    pub fn terminate(&mut self, now: i64) -> Result<()> {
        self.require_running(now)?;
        let reason = if now < self.started_at.plus(self.terms.grace.into())? {
            EndReason::TerminatedEarly
        } else {
            EndReason::RenterTerminated
        };
        Ok(self.stop(now, reason)?)
    }

    /// The supplier terminates: as many of the last seconds used are free as are missing of the notice, as far as they
    /// are held back (P-27). A dispute of nothing else ends, and its deposit goes back.
    ///
    /// # Errors
    /// As [`terminate`](Self::terminate).
    pub fn terminate_by_supplier(&mut self, now: i64) -> Result<()> {
        self.require_running(now)?;
        self.stop(now, EndReason::SupplierTerminated)?;
        if self.dispute.is_open() && self.frozen(u32::MAX)? == 0 {
            self.release_frozen(now)?;
            self.close_dispute(0)?;
        }
        Ok(())
    }

    /// The renter terminates after too much downtime: only the time used is due.
    ///
    /// # Errors
    /// As [`terminate`](Self::terminate); `DowntimeAllowed` unless the downtime exceeds what the terms allow.
    pub fn terminate_for_downtime(&mut self, now: i64) -> Result<()> {
        self.require_running(now)?;
        let too_long = self.is_down_too_long(now)?;
        require!(too_long, MarketplaceError::DowntimeAllowed);
        Ok(self.stop(now, EndReason::TerminatedForDowntime)?)
    }

    /// The reserved time is over.
    ///
    /// # Errors
    /// `NotActive` unless the meter runs, `TimeIsNotOver` before the end of the last segment.
    pub fn complete(&mut self, now: i64) -> Result<()> {
        require!(self.is(Status::Active), MarketplaceError::NotActive);
        let ends_at = self.ends_at()?;
        require!(now >= ends_at, MarketplaceError::TimeIsNotOver);
        Ok(self.stop(ends_at, EndReason::Completed)?)
    }

    /// Charges the hold-back. Downtime that is still reported becomes final. Succeeds if there is nothing to do.
    ///
    /// # Errors
    /// `NotEnded` while it waits or runs, `HeldBack` until the hold-back is over, `DisputeOpen`.
    pub fn close(&mut self, now: i64) -> Result<()> {
        if self.is(Status::Closed) {
            return Ok(());
        }
        require!(self.is(Status::Ended), MarketplaceError::NotEnded);
        let releases_at = self.releases_at()?;
        require!(now >= releases_at, MarketplaceError::HeldBack);
        require!(!self.dispute.is_open(), MarketplaceError::DisputeOpen);
        self.fix_outage(self.elapsed(now)?)?;
        self.segments.settled = self.due()?;
        self.charged = self.payable;
        self.allocate();
        Ok(())
    }

    /// Metered seconds that are due, without final downtime: all reserved seconds until the end; after the end the
    /// metered ones, adjusted by the minimum time or the forfeit.
    ///
    /// A renter who terminates is charged as if it had stayed for the minimum time, less the downtime. If there was
    /// too much downtime, or nothing but downtime, it owes only the time used, as if it had terminated for downtime.
    /// The same holds once the supplier has announced an end, also after the announcement has lapsed.
    ///
    /// # Errors
    /// `MathOverflow`, which cannot occur.
    pub(super) fn due(&self) -> io_common::Result<u32> {
        if self.is_open() {
            return self.segments.total();
        }
        let down = self.outage.total;
        let elapsed = self.elapsed(self.ended_at)?;
        let used = elapsed.saturating_sub(down);
        let due = match self.end_reason()? {
            EndReason::SupplierTerminated => {
                let held_back = self.terms.hold_back;
                used.saturating_sub(self.missing_notice(elapsed)?.min(held_back))
            }
            EndReason::RenterTerminated
                if self.announced == 0
                    && (down == 0 || down < elapsed)
                    && u64::from(down) <= self.terms.allowed_downtime(elapsed)? =>
            {
                elapsed.max(self.least()?).minus(down)?
            }
            _ => used,
        };
        Ok(due)
    }

    /// The minimum time of the renter, in seconds after the start.
    pub(super) fn least(&self) -> io_common::Result<u32> {
        Ok(self.terms.least()?.min(self.reserved()?))
    }

    pub(super) fn require_running(&self, now: i64) -> Result<()> {
        require!(self.is(Status::Active), MarketplaceError::NotActive);
        require!(now < self.ends_at()?, MarketplaceError::TimeIsOver);
        Ok(())
    }

    /// Returns everything, including fees.
    fn undo(&mut self, reason: EndReason) -> Result<()> {
        require!(self.is(Status::Reserved), MarketplaceError::NotReserved);
        self.end_reason = reason as u8;
        self.payable = 0;
        self.allocate();
        Ok(())
    }

    /// Allocates everything. If nothing is due, the bounty goes back to its payer: a supplier must not earn bounties
    /// without service.
    fn allocate(&mut self) {
        self.status = Status::Closed as u8;
        if self.charged == 0 {
            self.bounty = 0;
        }
    }

    /// Stops the meter at `at`. What is due stays payable; the rest goes back with the fee on it. Time that a report
    /// may still make free is due until the report is final.
    fn stop(&mut self, at: i64, reason: EndReason) -> io_common::Result<()> {
        self.settle(at)?;
        let back = self.given_back()?;
        (self.status, self.end_reason) = (Status::Ended as u8, reason as u8);
        self.ended_at = at;
        self.recount(back)
    }

    /// Price of the due and decided time that is not payable.
    pub(super) fn given_back(&self) -> io_common::Result<u64> {
        let counted = self.due()?.max(self.dispute.from);
        Ok(self.gross(counted)?.saturating_sub(self.payable))
    }

    /// Recomputes `payable` after a fall of the due time. [`given_back`](Self::given_back) was `back`, which counts as the
    /// last of the decided time: a supplier that forfeits decided time does not give the same up twice. What is charged
    /// stays payable, and so does what is frozen: the two are rounded separately.
    pub(super) fn recount(&mut self, back: u64) -> io_common::Result<()> {
        let least = self.charged.plus(self.frozen(u32::MAX)?)?;
        let (due, decided) = (self.due()?, self.dispute.from);
        let mut payable = self.gross(due.max(decided))?.saturating_sub(back);
        if due < decided {
            payable = payable.min(self.gross(due)?);
        }
        self.payable = payable.max(least);
        Ok(())
    }
}
