//! More time, at the price of the day. A rental runs for as long as both sides want: its segments never run out, since those
//! that are paid are folded into one sum.

use anchor_lang::prelude::*;
use io_common::math::Checked;

use super::Reservation;
use crate::state::Segment;

impl Reservation {
    /// Reserves more behind what is reserved, and returns what the renter owes for it: the fee is that of the running
    /// total. Where it needs a place and none is left, what is paid makes room (P-28).
    ///
    /// # Errors
    /// `NotActive` unless the meter runs, `TimeIsOver` once its time is over, `TooManySegments`,
    /// `EndsAfterNotice` if the supplier has announced the end and it would run on after the notice.
    pub fn extend(&mut self, more: Segment, now: i64) -> Result<u64> {
        self.require_running(now)?;
        if self.segments.is_full_for(more.rate) {
            self.settle(now)?;
            self.fold()?;
        }
        let cost = self.terms.cost(self.payable)?;
        self.payable = self.payable.plus(self.segments.push(more)?)?;
        let more = self.terms.cost(self.payable)?.minus(cost)?;
        self.locked = self.locked.plus(more)?;
        self.require_noticed(now)?;
        Ok(more)
    }

    /// Folds the segments whose every second is settled and can be neither disputed nor reported down any more: all of them
    /// in front of an open dispute are. Nobody's total changes, now or later.
    ///
    /// # Errors
    /// `MathOverflow`, not reachable.
    pub(super) fn fold(&mut self) -> io_common::Result<()> {
        let mut settled = self.segments.settled;
        if self.dispute.is_open() {
            settled = settled.min(self.dispute.from);
        }
        self.segments.fold(settled)
    }
}
