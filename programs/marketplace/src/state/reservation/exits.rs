//! The ways out. Each first fixes who gets what; paying is a second step that may fail for one payee
//! without touching the others (P-14).

use anchor_lang::prelude::*;
use io_common::math::Checked;

use super::{meter, EndReason, Reservation, Status};
use crate::error::MarketplaceError;

impl Reservation {
    /// The supplier does not want it: everything goes back, the bounty too.
    ///
    /// # Errors
    /// `NotReserved` unless it waits for its start.
    pub fn decline(&mut self) -> Result<()> {
        // A supplier must not live on bounties for declining.
        self.bounty = 0;
        self.undo(EndReason::Declined)
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

    /// The renter leaves: what was used is due, the first hour at least.
    ///
    /// # Errors
    /// `NotActive` unless the meter runs, `TimeIsOver` once its time is over.
    pub fn terminate(&mut self, now: i64) -> Result<()> {
        self.require_running(now)?;
        let due = self.metered(now)?.max(self.terms.forfeit);
        self.end_at(now, self.gross(due)?, EndReason::RenterTerminated)
    }

    /// The supplier leaves: the last hour used is free, as far as it is held back; so nothing is due for the
    /// first.
    ///
    /// # Errors
    /// As [`terminate`](Self::terminate).
    pub fn terminate_by_supplier(&mut self, now: i64) -> Result<()> {
        self.require_running(now)?;
        let due = self.metered(now)?.saturating_sub(self.terms.forfeit);
        self.end_at(now, self.gross(due)?, EndReason::SupplierTerminated)
    }

    /// Its time is over.
    ///
    /// # Errors
    /// `NotActive` unless the meter runs, `TimeIsNotOver` before the end of the last segment.
    pub fn end(&mut self, now: i64) -> Result<()> {
        require!(self.is(Status::Active), MarketplaceError::NotActive);
        let ends_at = self.ends_at()?;
        require!(now >= ends_at, MarketplaceError::TimeIsNotOver);
        let booked = self.gross(meter::total_seconds(&self.segments)?)?;
        self.end_at(ends_at, booked, EndReason::Completed)
    }

    /// Allocates what was held back. Nothing to do is success.
    ///
    /// # Errors
    /// `NotEnded` while it waits or runs, `HeldBack` until the hold-back is over.
    pub fn finish(&mut self, now: i64) -> Result<()> {
        if self.is(Status::Finished) {
            return Ok(());
        }
        require!(self.is(Status::Ended), MarketplaceError::NotEnded);
        let releases_at = self.ended_at.plus(self.terms.hold_back.into())?;
        require!(now >= releases_at, MarketplaceError::HeldBack);
        self.status = Status::Finished as u8;
        Ok(self.allocate(self.charged)?)
    }

    fn require_running(&self, now: i64) -> Result<()> {
        require!(self.is(Status::Active), MarketplaceError::NotActive);
        require!(now < self.ends_at()?, MarketplaceError::TimeIsOver);
        Ok(())
    }

    /// Gives everything back, fees too.
    fn undo(&mut self, reason: EndReason) -> Result<()> {
        require!(self.is(Status::Reserved), MarketplaceError::NotReserved);
        (self.status, self.end_reason) = (Status::Finished as u8, reason as u8);
        Ok(self.to_renter.raise_to(self.locked)?)
    }

    /// Stops the meter at `at` and charges `due` in all, but never less than what is no longer held back.
    /// The rest goes back with the fee on it.
    fn end_at(&mut self, at: i64, due: u64, reason: EndReason) -> Result<()> {
        self.settle(at)?;
        self.charged = self.charged.max(due);
        (self.status, self.end_reason) = (Status::Ended as u8, reason as u8);
        self.ended_at = at;
        let unused = self.locked.minus(self.terms.cost(self.charged)?)?;
        Ok(self.to_renter.raise_to(unused)?)
    }
}
