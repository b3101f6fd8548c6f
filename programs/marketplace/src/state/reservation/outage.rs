//! Downtime, as the council reports it: the meter stands still.

use anchor_lang::prelude::*;
use io_common::{agreement::act_hash, math::Checked};

use super::{Reservation, Status};
use crate::{
    constants::{OUTAGE_LAPSE, OUTAGE_REACH},
    error::MarketplaceError,
};

/// What the council says of a reservation's GPUs.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Debug)]
pub struct OutageReport {
    /// When it was made, in unix seconds.
    pub made_at: i64,
    /// Since when, in unix seconds.
    pub at: i64,
    /// Whether they are down; a second such report renews the first.
    pub down: bool,
}

impl OutageReport {
    /// What the council agrees to: the report, and the reservation that it is of.
    ///
    /// # Errors
    /// None with a report that fits a transaction.
    pub fn hash(&self, reservation: &Pubkey) -> Result<[u8; 32]> {
        act_hash(b"io:outage", self, &[*reservation])
    }
}

/// Downtime of a reservation. Times are seconds after its start, counted up to its end.
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Outage {
    /// While a report counts, when the outage began; else when the last one ended.
    pub since: u32,
    /// When the report lapses; 0 if the GPUs are up.
    pub lapses: u32,
    /// Seconds of the outages that are over.
    pub total: u32,
}

impl Outage {
    /// Seconds of downtime at `now`: a report counts until it lapses.
    ///
    /// # Errors
    /// `MathOverflow`, not reachable: outages do not overlap.
    pub fn downtime(&self, now: u32) -> io_common::Result<u32> {
        self.total
            .plus(now.min(self.lapses).saturating_sub(self.since))
    }

    /// The GPUs have been down since `at`, but not before `paid` metered seconds nor within the last outage. If they
    /// are known to be down, the report is renewed.
    ///
    /// # Errors
    /// As [`downtime`](Self::downtime).
    fn begin(&mut self, at: u32, paid: u32, now: u32) -> io_common::Result<()> {
        if now > self.lapses {
            if self.lapses > 0 {
                self.stop(self.lapses)?;
            }
            self.since = at.max(self.since).max(self.total.plus(paid)?);
        }
        self.lapses = now.plus(OUTAGE_LAPSE)?;
        Ok(())
    }

    /// The GPUs are up since `at`.
    ///
    /// # Errors
    /// `NotDown`; `OutageTime` before the outage began.
    fn end(&mut self, at: u32, now: u32) -> Result<()> {
        let counts = self.lapses > 0 && now <= self.lapses;
        require!(counts, MarketplaceError::NotDown);
        require!(at >= self.since, MarketplaceError::OutageTime);
        Ok(self.stop(at)?)
    }

    fn stop(&mut self, at: u32) -> io_common::Result<()> {
        self.total = self.total.plus(at.minus(self.since)?)?;
        (self.since, self.lapses) = (at, 0);
        Ok(())
    }
}

impl Reservation {
    /// Seconds of downtime.
    ///
    /// # Errors
    /// `MathOverflow`, not reachable.
    pub fn downtime(&self, now: i64) -> io_common::Result<u32> {
        self.outage.downtime(self.elapsed(now)?)
    }

    /// Seconds of downtime above which the renter may leave.
    ///
    /// # Errors
    /// As [`downtime`](Self::downtime).
    pub fn allowed_downtime(&self) -> io_common::Result<u64> {
        self.terms.allowed_downtime(self.segments.total()?)
    }

    /// Whether it has been down for longer than the renter puts up with.
    ///
    /// # Errors
    /// As [`downtime`](Self::downtime).
    pub fn is_down_too_long(&self, now: i64) -> io_common::Result<bool> {
        Ok(u64::from(self.downtime(now)?) > self.allowed_downtime()?)
    }

    /// Stops the meter, or lets it run on, from the time that the council names. What has been paid or disputed is
    /// not touched: downtime counts from behind it.
    ///
    /// # Errors
    /// `NotActive` unless the meter runs; `OlderAct`; `OutageTime` for a time to come, more than a day ago, after the
    /// end, or before the outage that is to end; `NotDown`.
    pub fn report(&mut self, report: &OutageReport, now: i64) -> Result<()> {
        require!(self.is(Status::Active), MarketplaceError::NotActive);
        self.act(report.made_at, now)?;
        let age = now.saturating_sub(report.at);
        require!(
            (0..=OUTAGE_REACH).contains(&age),
            MarketplaceError::OutageTime
        );
        let (at, now) = (self.elapsed(report.at)?, self.elapsed(now)?);
        if !report.down {
            return self.outage.end(at, now);
        }
        require!(at < self.segments.total()?, MarketplaceError::OutageTime);
        let paid = self.segments.settled.max(self.dispute.until);
        Ok(self.outage.begin(at, paid, now)?)
    }

    /// Counts an act of the council, made at `made_at`: no act is carried out twice, and none that was approved for a
    /// reservation before this one.
    ///
    /// # Errors
    /// `OlderAct` unless it is newer than the start and the last act, and not of the future.
    pub(super) fn act(&mut self, made_at: i64, now: i64) -> Result<()> {
        let age = made_at.saturating_sub(self.started_at);
        let newer = age > self.acted_at.into() && made_at <= now;
        require!(newer, MarketplaceError::OlderAct);
        self.acted_at = u32::try_from(age).map_err(|_| MarketplaceError::OlderAct)?;
        Ok(())
    }
}
