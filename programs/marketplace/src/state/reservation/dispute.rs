//! Disputes of the hold-back, which the council decides.

use anchor_lang::prelude::*;
use io_common::{
    agreement::decision_hash,
    constants::BPS,
    math::{bps_of, Checked, Rounding},
    require,
};

use super::{EndReason, Reservation, Status};
use crate::error::MarketplaceError;

/// A council decision on a dispute.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Debug)]
pub struct DisputeDecision {
    /// When the decision was made, in unix seconds.
    pub made_at: i64,
    /// The payer's share of the disputed amount, in bps.
    pub payer_bps: u16,
}

impl DisputeDecision {
    /// Hash that the council agrees to: of the decision and its reservation.
    ///
    /// # Errors
    /// None with a decision that fits a transaction.
    pub fn hash(&self, reservation: &Pubkey) -> Result<[u8; 32]> {
        decision_hash(b"io:dispute", self, &[*reservation])
    }
}

/// Disputes of a reservation: the open one, and the traces of the last. Amounts are in base units.
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Dispute {
    /// Deposit of the open dispute: in the escrow, but not part of `locked`.
    pub deposit: u64,
    /// Deposits that went to the supplier.
    pub forfeited: u64,
    /// When the open dispute was opened, in unix seconds; once it is decided, when the decision was made. A decision
    /// must be newer, so none is carried out twice.
    pub opened_at: i64,
    /// First metered second that the open dispute freezes. All seconds before it, also without an open dispute, are
    /// paid or decided.
    pub from: u32,
    /// End of the metered seconds that the last dispute froze.
    pub until: u32,
}

impl Dispute {
    /// Whether a dispute is open: an open dispute has a deposit.
    pub fn is_open(&self) -> bool {
        self.deposit > 0
    }
}

impl Reservation {
    /// Freezes everything held back that has not been decided, and returns the deposit that the payer owes for it.
    /// Time of a dispute that expired can be frozen again while it is held back: everything after the start of a
    /// dispute stays within the reach of reports.
    ///
    /// # Errors
    /// `DisputeOpen`; `NothingHeldBack` before the start, when the hold-back is over, or when all of it has been
    /// decided.
    pub fn open_dispute(&mut self, now: i64) -> Result<u64> {
        require!(!self.dispute.is_open(), MarketplaceError::DisputeOpen);
        self.settle(now)?;
        require!(now < self.releases_at()?, MarketplaceError::NothingHeldBack);
        let until = match self.status {
            active if active == Status::Active as u8 => {
                let elapsed = self.elapsed(now)?;
                elapsed.saturating_sub(self.outage.total)
            }
            ended if ended == Status::Ended as u8 => self.due()?,
            _ => 0,
        };
        let from = self.segments.settled.max(self.dispute.from);
        require!(from < until, MarketplaceError::NothingHeldBack);
        let dispute = Dispute {
            // At least one base unit, so that the dispute is open.
            deposit: 1,
            opened_at: now.max(self.dispute.opened_at),
            from,
            until,
            ..self.dispute
        };
        // Reported downtime is refunded in any case.
        let mut without_outage = *self;
        without_outage.dispute = dispute;
        without_outage.fix_frozen(now)?;
        let held = without_outage.frozen(u32::MAX)?;
        require!(held > 0, MarketplaceError::NothingHeldBack);
        let deposit = self.terms.deposit(held)?.max(1);
        self.dispute = Dispute { deposit, ..dispute };
        Ok(deposit)
    }

    /// Gives the payer its share of the frozen amount, rounded down, with the fees on it. The deposit goes to the
    /// supplier if the payer's share is zero, otherwise to the payer.
    ///
    /// # Errors
    /// `NoDispute`; `StaleDecision` unless it is newer than the dispute and any earlier decision, and not from the
    /// future; `TooLateToDecide`; `BadShare`.
    pub fn decide(&mut self, decision: &DisputeDecision, now: i64) -> Result<()> {
        require!(self.dispute.is_open(), MarketplaceError::NoDispute);
        let newer = decision.made_at > self.dispute.opened_at && decision.made_at <= now;
        require!(newer, MarketplaceError::StaleDecision);
        let share = u64::from(decision.payer_bps);
        require!(share <= BPS, MarketplaceError::BadShare);
        require!(!self.is_overdue(now)?, MarketplaceError::TooLateToDecide);
        self.fix_frozen(now)?;
        let back = bps_of(self.frozen(u32::MAX)?, share, Rounding::Down)?;
        self.payable = self.payable.minus(back)?;
        (self.dispute.opened_at, self.dispute.from) = (decision.made_at, self.dispute.until);
        let forfeited = if share == 0 { self.dispute.deposit } else { 0 };
        Ok(self.close_dispute(forfeited)?)
    }

    /// Ends a dispute without a decision: the frozen amount is paid by the meter. A part of the deposit goes to the
    /// supplier, who was paid late, and the rest to the payer. The deposit for reported downtime goes to the payer
    /// completely.
    ///
    /// # Errors
    /// `NoDispute`, `TooEarlyToExpire`.
    pub fn expire_dispute(&mut self, now: i64) -> Result<()> {
        require!(self.dispute.is_open(), MarketplaceError::NoDispute);
        require!(self.is_overdue(now)?, MarketplaceError::TooEarlyToExpire);
        let mut down = *self;
        down.fix_outage(self.elapsed(now)?)?;
        let late = self.terms.deposit(down.frozen(u32::MAX)?)?;
        self.release_frozen(now)?;
        let forfeited = self.terms.undecided(self.dispute.deposit.min(late))?;
        Ok(self.close_dispute(forfeited)?)
    }

    /// Leaves the frozen time to the meter.
    pub(super) fn release_frozen(&mut self, now: i64) -> io_common::Result<()> {
        if self.segments.settled > self.dispute.until {
            // Time after it is paid, and now this is too.
            return self.fix_frozen(now);
        }
        // Nothing of it is paid yet. The next payment counts it, except what is reported down until then.
        self.segments.settled = self.segments.settled.min(self.dispute.from);
        Ok(())
    }

    /// Until when the council may decide the open dispute.
    ///
    /// # Errors
    /// `MathOverflow`, which cannot occur.
    pub fn decides_until(&self) -> io_common::Result<i64> {
        self.dispute.opened_at.plus(self.terms.decision_time.into())
    }

    /// Price of the seconds among the first `seconds` that the open dispute freezes. Time that is not due is no longer
    /// disputed.
    ///
    /// # Errors
    /// `MathOverflow`, which cannot occur.
    pub fn frozen(&self, seconds: u32) -> io_common::Result<u64> {
        let Dispute { from, until, .. } = self.dispute;
        if !self.dispute.is_open() || seconds <= from {
            return Ok(0);
        }
        let mut until = until.min(seconds);
        // No other end makes less due than was used.
        let ends = [EndReason::SupplierTerminated, EndReason::RenterTerminated];
        if ends.iter().any(|end| self.end_reason == *end as u8) {
            until = until.min(self.due()?).max(from);
        }
        self.gross(until)?.minus(self.gross(from)?)
    }

    fn is_overdue(&self, now: i64) -> io_common::Result<bool> {
        Ok(now > self.decides_until()?)
    }

    /// Ends the dispute; `forfeited` of the deposit goes to the supplier.
    pub(crate) fn close_dispute(&mut self, forfeited: u64) -> io_common::Result<()> {
        let deposit = core::mem::take(&mut self.dispute.deposit);
        self.locked = self.locked.plus(deposit)?;
        self.dispute.forfeited = self.dispute.forfeited.plus(forfeited)?;
        Ok(())
    }
}
