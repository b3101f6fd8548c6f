//! Extension by a segment, at the current price.

use anchor_lang::prelude::*;
use io_common::math::Checked;

use super::Reservation;
use crate::state::Segment;

impl Reservation {
    /// Reserves another segment after the others, and returns what the renter owes for it, with the fee computed on
    /// the running total.
    ///
    /// # Errors
    /// `NotActive` unless the meter runs, `TimeIsOver` once its time is over, `TooManySegments`.
    pub fn extend(&mut self, segment: Segment, now: i64) -> Result<u64> {
        self.require_running(now)?;
        let cost = self.terms.cost(self.payable)?;
        self.segments.push(segment)?;
        self.payable = self.payable.plus(segment.gross(segment.seconds)?)?;
        let more = self.terms.cost(self.payable)?.minus(cost)?;
        self.locked = self.locked.plus(more)?;
        Ok(more)
    }
}
