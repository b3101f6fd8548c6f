//! Extension, at the current price. Segments never run out: paid ones are folded into one sum.

use anchor_lang::prelude::*;
use io_common::{math::Checked, require};

use super::Reservation;
use crate::{error::MarketplaceError, state::Segment};

impl Reservation {
    /// Refuses more time unless the reserved time still ends at `ends_at`, in unix seconds.
    ///
    /// # Errors
    /// `EndMoved` if it was extended since that was read.
    pub fn require_end(&self, ends_at: i64) -> Result<()> {
        require!(self.ends_at()? == ends_at, MarketplaceError::EndMoved);
        Ok(())
    }

    /// Reserves more time after the others, and returns what the payer owes for it, with the fee computed on the
    /// running total. If no segment is free, paid segments are folded (P-28).
    ///
    /// # Errors
    /// `NotActive` unless the meter runs, `TimeIsOver` once its time is over, `TooManySegments`,
    /// `EndsAfterNotice` if the new end is after the notice of an announced end.
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

    /// Folds the segments that are completely settled and lie before an open dispute. They can be neither disputed nor
    /// reported down any more, so no payee's total changes, now or later.
    ///
    /// # Errors
    /// `MathOverflow`, which cannot occur.
    pub(super) fn fold(&mut self) -> io_common::Result<()> {
        let mut settled = self.segments.settled;
        if self.dispute.is_open() {
            settled = settled.min(self.dispute.from);
        }
        self.segments.fold(settled)
    }
}
