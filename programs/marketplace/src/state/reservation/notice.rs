//! Notice: the time between a supplier's announcement and its end of a reservation.
//!
//! An announcement stands until a day after its notice is over. Then it lapses, so a supplier cannot announce once and stay
//! free to leave. What it has given up stays given up: the renter owes no minimum time any more.

use io_common::{math::Checked, require, require_gte};

use super::Reservation;
use crate::{constants::ANNOUNCEMENT_LAPSE, error::MarketplaceError};

impl Reservation {
    /// The supplier announces that it will end the reservation once its notice is over. Returns when that is.
    ///
    /// # Errors
    /// `NotActive` unless the meter runs, `TimeIsOver` once its time is over, `EndAlreadyAnnounced` while an announcement stands.
    pub fn announce_end(&mut self, now: i64) -> anchor_lang::Result<i64> {
        self.require_running(now)?;
        let elapsed = self.elapsed(now)?;
        let announced = self.notice_ends(elapsed)?.is_some();
        require!(!announced, MarketplaceError::EndAlreadyAnnounced);
        self.announced = elapsed.plus(1)?;
        let ends = elapsed.plus(self.terms.notice)?;
        Ok(self.started_at.plus(ends.into())?)
    }

    /// When the minimum time of the renter is over, in unix seconds, while an announcement would give it up.
    ///
    /// # Errors
    /// `MathOverflow`, which cannot occur.
    pub fn least_until(&self, now: i64) -> io_common::Result<Option<i64>> {
        let least = self.least()?;
        if self.announced > 0 || self.elapsed(now)? >= least {
            return Ok(None);
        }
        self.started_at.plus(least.into()).map(Some)
    }

    /// When the notice of the announcement that stands is over, in unix seconds; none if none stands.
    ///
    /// # Errors
    /// `MathOverflow`, which cannot occur.
    pub fn announced_end(&self, now: i64) -> io_common::Result<Option<i64>> {
        let ends = self.notice_ends(self.elapsed(now)?)?;
        ends.map(|ends| self.started_at.plus(ends.into()))
            .transpose()
    }

    /// Seconds of the time used that the supplier forfeits if it terminates at `now`: those missing of its notice, as far
    /// as they are held back.
    ///
    /// # Errors
    /// As [`announced_end`](Self::announced_end).
    pub fn forfeited(&self, now: i64) -> io_common::Result<u32> {
        let missing = self.missing_notice(self.elapsed(now)?)?;
        let held_back = self.terms.hold_back.min(self.metered(now)?);
        Ok(missing.min(held_back))
    }

    /// Seconds of notice that are missing after `elapsed` seconds: all of them unless an announcement stands, and no
    /// more than are left of the reserved time.
    ///
    /// # Errors
    /// As [`announced_end`](Self::announced_end).
    pub(super) fn missing_notice(&self, elapsed: u32) -> io_common::Result<u32> {
        let notice = self.terms.notice;
        let missing = match self.notice_ends(elapsed)? {
            // More than the notice if the clock has stepped back.
            Some(ends) => ends.saturating_sub(elapsed).min(notice),
            None => notice,
        };
        Ok(missing.min(self.reserved()?.saturating_sub(elapsed)))
    }

    /// When the notice of the announcement that stands after `elapsed` seconds is over, in seconds after the start.
    ///
    /// # Errors
    /// As [`announced_end`](Self::announced_end).
    pub(super) fn notice_ends(&self, elapsed: u32) -> io_common::Result<Option<u32>> {
        let Some(at) = self.announced.checked_sub(1) else {
            return Ok(None);
        };
        let ends = at.plus(self.terms.notice)?;
        Ok((elapsed <= ends.plus(ANNOUNCEMENT_LAPSE)?).then_some(ends))
    }

    /// Refuses an end after that of the notice, while an announcement stands.
    ///
    /// # Errors
    /// `EndsAfterNotice`.
    pub(super) fn require_noticed(&self, now: i64) -> anchor_lang::Result<()> {
        if self.announced == 0 {
            return Ok(());
        }
        if let Some(ends) = self.notice_ends(self.elapsed(now)?)? {
            require_gte!(ends, self.reserved()?, MarketplaceError::EndsAfterNotice);
        }
        Ok(())
    }
}
