//! The ways out. Each first fixes who gets what; paying is a second step that may fail for one payee
//! without touching the others (P-14).

use anchor_lang::prelude::*;

use super::{EndReason, Reservation, Status};
use crate::error::MarketplaceError;

impl Reservation {
    /// The supplier does not want it: everything goes back. After the start window that is as good as not to start.
    ///
    /// # Errors
    /// `NotReserved` unless it waits for its start.
    pub fn decline(&mut self, now: i64) -> Result<()> {
        let reason = if self.is_late(now)? {
            EndReason::NotStarted
        } else {
            EndReason::Declined
        };
        self.undo(reason)
    }

    /// The supplier has not started it in time: everything goes back.
    ///
    /// # Errors
    /// `NotReserved` unless it waits for its start, `TooEarlyToCancel` within the start window.
    pub fn cancel(&mut self, now: i64) -> Result<()> {
        require!(self.is(Status::Reserved), MarketplaceError::NotReserved);
        require!(self.is_late(now)?, MarketplaceError::TooEarlyToCancel);
        self.undo(EndReason::NotStarted)
    }

    /// The renter goes: what was used is due, the first hour at least.
    ///
    /// # Errors
    /// `NotActive` unless the meter runs, `TimeIsOver` once its time is over.
    pub fn terminate(&mut self, now: i64) -> Result<()> {
        self.require_running(now)?;
        Ok(self.stop(now, EndReason::RenterTerminated)?)
    }

    /// The supplier goes: the last hour used is free, as far as it is held back; so nothing is due for the
    /// first.
    ///
    /// # Errors
    /// As [`terminate`](Self::terminate).
    pub fn terminate_by_supplier(&mut self, now: i64) -> Result<()> {
        self.require_running(now)?;
        Ok(self.stop(now, EndReason::SupplierTerminated)?)
    }

    /// The renter leaves after too much downtime: only what was used is due.
    ///
    /// # Errors
    /// As [`terminate`](Self::terminate); `DowntimeAllowed` unless it is above what the terms allow.
    pub fn leave(&mut self, now: i64) -> Result<()> {
        self.require_running(now)?;
        let too_long = self.is_down_too_long(now)?;
        require!(too_long, MarketplaceError::DowntimeAllowed);
        Ok(self.stop(now, EndReason::Left)?)
    }

    /// Its time is over.
    ///
    /// # Errors
    /// `NotActive` unless the meter runs, `TimeIsNotOver` before the end of the last segment.
    pub fn end(&mut self, now: i64) -> Result<()> {
        require!(self.is(Status::Active), MarketplaceError::NotActive);
        let ends_at = self.ends_at()?;
        require!(now >= ends_at, MarketplaceError::TimeIsNotOver);
        Ok(self.stop(ends_at, EndReason::Completed)?)
    }

    /// Charges what was held back. Nothing to do is success.
    ///
    /// # Errors
    /// `NotEnded` while it waits or runs, `HeldBack` until the hold-back is over, `DisputeOpen`.
    pub fn finish(&mut self, now: i64) -> Result<()> {
        if self.is(Status::Finished) {
            return Ok(());
        }
        require!(self.is(Status::Ended), MarketplaceError::NotEnded);
        let releases_at = self.releases_at()?;
        require!(now >= releases_at, MarketplaceError::HeldBack);
        require!(!self.dispute.is_open(), MarketplaceError::DisputeOpen);
        self.settle(now)?;
        self.allocate();
        Ok(())
    }

    /// Seconds that are due once the meter has stopped: those on it, more or less by what the end forfeits, but all
    /// that are no longer held back.
    ///
    /// # Errors
    /// `MathOverflow`, not reachable.
    pub(super) fn due(&self) -> io_common::Result<u32> {
        let (used, forfeit) = (self.metered(self.ended_at)?, self.terms.forfeit);
        let due = match self.end_reason() {
            EndReason::RenterTerminated => used.max(forfeit),
            EndReason::SupplierTerminated => used.saturating_sub(forfeit),
            _ => used,
        };
        Ok(due.max(self.segments.settled))
    }

    pub(super) fn require_running(&self, now: i64) -> Result<()> {
        require!(self.is(Status::Active), MarketplaceError::NotActive);
        require!(now < self.ends_at()?, MarketplaceError::TimeIsOver);
        Ok(())
    }

    /// Gives everything back, fees too.
    fn undo(&mut self, reason: EndReason) -> Result<()> {
        require!(self.is(Status::Reserved), MarketplaceError::NotReserved);
        self.end_reason = reason as u8;
        self.payable = 0;
        self.allocate();
        Ok(())
    }

    /// Everything is somebody's. A supplier must not live on bounties for what it does not serve: if nothing is due, the
    /// bounty goes back to who paid it.
    fn allocate(&mut self) {
        self.status = Status::Finished as u8;
        if self.charged == 0 {
            self.bounty = 0;
        }
    }

    /// Stops the meter at `at`. What is due stays payable; the rest goes back with the fee on it.
    fn stop(&mut self, at: i64, reason: EndReason) -> io_common::Result<()> {
        self.settle(at)?;
        let given_back = self.given_back()?;
        (self.status, self.end_reason) = (Status::Ended as u8, reason as u8);
        self.ended_at = at;
        let due = self.due()?;
        if self.dispute.is_open() {
            // What is given away is not disputed any more.
            self.dispute.until = self.dispute.until.min(due).max(self.dispute.from);
        }
        let payable = self.gross(due)?.saturating_sub(given_back);
        self.payable = payable.max(self.charged);
        Ok(())
    }
}
