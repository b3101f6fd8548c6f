//! Downtime as the council reports it: the meter stands still.
//!
//! A report reaches every second that has been neither paid nor decided, until everything is allocated, also after
//! the end. While it is valid, it may still be corrected. Until it is final, no one is paid for the reported time,
//! neither the supplier nor the renter. Final downtime is removed from its segments.

use anchor_lang::prelude::*;
use core::ops::Range;
use io_common::{agreement::decision_hash, math::Checked, require, require_gte};

use super::{Reservation, Status};
use crate::{constants::OUTAGE_LAPSE, error::MarketplaceError, state::meter::length};

/// A council report on the GPUs of a reservation.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Debug)]
pub struct OutageReport {
    /// When the report was made, in unix seconds.
    pub made_at: i64,
    /// Since when they are down or up, in unix seconds; not after `made_at`.
    pub at: i64,
    /// Whether they are down. A second such report renews the first, and may name an earlier time.
    pub down: bool,
}

impl OutageReport {
    /// Hash that the council agrees to: of the report and its reservation.
    ///
    /// # Errors
    /// None with a report that fits a transaction.
    pub fn hash(&self, reservation: &Pubkey) -> Result<[u8; 32]> {
        decision_hash(b"io:outage", self, &[*reservation])
    }
}

/// Downtime of a reservation. Times are in seconds after its start, up to its end.
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Outage {
    /// While the GPUs are reported down, the second since when, plus one; 0 if they are up.
    pub down: u32,
    /// End of the last outage that is over: the next one begins there at the earliest.
    pub over: u32,
    /// Seconds of final downtime.
    pub total: u32,
}

impl Outage {
    /// Since when the GPUs are reported down.
    pub fn since(&self) -> Option<u32> {
        self.down.checked_sub(1)
    }
}

/// Time served by a reservation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Served {
    /// Metered seconds.
    pub metered: u32,
    /// Seconds of downtime.
    pub downtime: u32,
    /// Whether the downtime exceeds what the terms allow.
    pub too_long: bool,
}

/// Metered seconds that a report reaches: from `first` on, except those already paid. Paid seconds after `first`
/// exist only after the part that an open dispute freezes.
struct Reach {
    first: u32,
    paid: Range<u32>,
}

impl Reservation {
    /// Metered time and downtime so far.
    ///
    /// # Errors
    /// As [`downtime`](Self::downtime).
    pub fn served(&self, now: i64) -> io_common::Result<Served> {
        let elapsed = self.elapsed(now)?;
        let downtime = self.downtime_until(elapsed)?;
        Ok(Served {
            metered: elapsed.saturating_sub(downtime),
            downtime,
            too_long: u64::from(downtime) > self.terms.allowed_downtime(elapsed)?,
        })
    }

    /// Seconds of downtime.
    ///
    /// # Errors
    /// `MathOverflow`, which cannot occur.
    pub fn downtime(&self, now: i64) -> io_common::Result<u32> {
        self.downtime_until(self.elapsed(now)?)
    }

    /// Seconds of downtime above which the renter may terminate for free.
    ///
    /// # Errors
    /// As [`downtime`](Self::downtime).
    pub fn allowed_downtime(&self, now: i64) -> io_common::Result<u64> {
        self.terms.allowed_downtime(self.elapsed(now)?)
    }

    /// Whether its downtime exceeds what the terms allow.
    ///
    /// # Errors
    /// As [`downtime`](Self::downtime).
    pub fn is_down_too_long(&self, now: i64) -> io_common::Result<bool> {
        Ok(self.served(now)?.too_long)
    }

    /// When the last report lapses, in seconds after the start.
    ///
    /// # Errors
    /// As [`downtime`](Self::downtime).
    pub fn report_lapses(&self) -> io_common::Result<u32> {
        self.acted_at.plus(OUTAGE_LAPSE)
    }

    /// Stops the meter, or lets it run again, from the reported time on.
    ///
    /// # Errors
    /// `NotActive` before the start and once everything is allocated; `StaleDecision`; `InvalidOutageTime` for a time
    /// after the report or the end; `NothingHeldBack` if all of the reported time is paid or decided; `NotDown`.
    pub fn report(&mut self, report: &OutageReport, now: i64) -> Result<()> {
        let open = self.is(Status::Active) || self.is(Status::Ended);
        require!(open, MarketplaceError::NotActive);
        let elapsed = self.elapsed(now)?;
        self.lapse(elapsed)?;
        self.count_report(report, now)?;
        let at = report.at.saturating_sub(self.started_at).max(0);
        if report.down {
            return self.begin_outage(at, elapsed);
        }
        let since = self.outage.since().ok_or(MarketplaceError::NotDown)?;
        let at = u32::try_from(at).map_or(elapsed, |at| at.min(elapsed));
        Ok(self.end_outage(since, at)?)
    }

    /// The GPUs have been down since `at`, limited to what a report reaches and to after the last outage.
    fn begin_outage(&mut self, at: i64, elapsed: u32) -> Result<()> {
        let ends = if self.is(Status::Active) {
            self.reserved()?
        } else {
            elapsed
        };
        require!(at < i64::from(ends), MarketplaceError::InvalidOutageTime);
        let at = u32::try_from(at).map_err(|_| MarketplaceError::InvalidOutageTime)?;
        let Outage { over, total, .. } = self.outage;
        let Reach { first, paid } = self.reach();
        let mut since = at.max(over).max(total.plus(first)?);
        if paid.contains(&since.minus(total)?) {
            since = total.plus(paid.end)?;
        }
        let since = self.outage.since().unwrap_or(since).min(since);
        let reached = self.is(Status::Active) || since < elapsed;
        require!(reached, MarketplaceError::NothingHeldBack);
        self.outage.down = since.plus(1)?;
        // A report that is sent late may already have lapsed.
        Ok(self.lapse(elapsed)?)
    }

    /// Makes the downtime from `since` to `until` final; none if the outage has not begun by then.
    pub(super) fn end_outage(&mut self, since: u32, until: u32) -> io_common::Result<()> {
        let back = self.given_back()?;
        let [frozen, held] = self.lost(since, until)?;
        // Later seconds first: the indexes of the others stay valid.
        self.segments.remove(&held)?;
        self.segments.remove(&frozen)?;
        // Nothing before a dispute can still turn out to be down: a dispute begins after everything paid or decided.
        for place in [&mut self.segments.settled, &mut self.dispute.until] {
            let before = |lost: &Range<u32>| length(&(lost.start..lost.end.min(*place)));
            *place = place.minus(before(&frozen))?.minus(before(&held))?;
        }
        let Outage { over, total, .. } = self.outage;
        self.outage = Outage {
            down: 0,
            over: if since < until { until } else { over },
            total: total.plus(length(&frozen))?.plus(length(&held))?,
        };
        self.recount(back)
    }

    /// Ends an outage whose report has lapsed by `elapsed`.
    pub(super) fn lapse(&mut self, elapsed: u32) -> io_common::Result<()> {
        let Some(since) = self.outage.since() else {
            return Ok(());
        };
        let lapses = self.report_lapses()?;
        if elapsed > lapses {
            self.end_outage(since, lapses)?;
        }
        Ok(())
    }

    /// Makes final what is reported down, whether or not the report has lapsed.
    pub(crate) fn fix_outage(&mut self, elapsed: u32) -> io_common::Result<()> {
        let Some(since) = self.outage.since() else {
            return Ok(());
        };
        self.end_outage(since, elapsed.min(self.report_lapses()?))
    }

    /// Makes reported downtime within the frozen time final: it is refunded, and the rest is decided or paid.
    pub(super) fn fix_frozen(&mut self, now: i64) -> io_common::Result<()> {
        let elapsed = self.elapsed(now)?;
        self.lapse(elapsed)?;
        let (Some(since), total) = (self.outage.since(), self.outage.total) else {
            return Ok(());
        };
        let frozen_until = total.plus(self.dispute.until)?.min(elapsed);
        if since < frozen_until {
            let paid = length(&self.reach().paid);
            self.end_outage(since, frozen_until)?;
            // After the frozen time, the GPUs are still down.
            self.outage.down = frozen_until.plus(paid)?.plus(1)?;
        }
        Ok(())
    }

    /// Downtime within the first `elapsed` seconds. A report counts until it lapses.
    pub(super) fn downtime_until(&self, elapsed: u32) -> io_common::Result<u32> {
        let total = self.outage.total;
        let Some(since) = self.outage.since() else {
            return Ok(total);
        };
        let [frozen, held] = self.lost(since, elapsed.min(self.report_lapses()?))?;
        total.plus(length(&frozen))?.plus(length(&held))
    }

    /// Metered seconds lost between `since` and `until`: frozen ones before paid ones, and the rest.
    fn lost(&self, since: u32, until: u32) -> io_common::Result<[Range<u32>; 2]> {
        let total = self.outage.total;
        let (start, end) = (since.minus(total)?, until.saturating_sub(total));
        let paid = self.reach().paid;
        Ok([start..end.min(paid.start), start.max(paid.end)..end])
    }

    /// Seconds that are neither paid nor decided.
    fn reach(&self) -> Reach {
        let (settled, dispute) = (self.segments.settled, &self.dispute);
        if dispute.is_open() {
            let paid = dispute.until..settled.max(dispute.until);
            let first = dispute.from;
            return Reach { first, paid };
        }
        let first = settled.max(dispute.from);
        let paid = first..first;
        Reach { first, paid }
    }

    /// Counts a report of the council. None is carried out twice, and none that was approved for an earlier
    /// reservation.
    ///
    /// # Errors
    /// `StaleDecision` unless it is newer than the start and the last report, and not from the future;
    /// `InvalidOutageTime` if it names a time after it was made.
    fn count_report(&mut self, report: &OutageReport, now: i64) -> Result<()> {
        require_gte!(
            report.made_at,
            report.at,
            MarketplaceError::InvalidOutageTime
        );
        let age = report.made_at.saturating_sub(self.started_at);
        let newer = age > self.acted_at.into() && report.made_at <= now;
        require!(newer, MarketplaceError::StaleDecision);
        self.acted_at = u32::try_from(age).map_err(|_| MarketplaceError::StaleDecision)?;
        Ok(())
    }
}
