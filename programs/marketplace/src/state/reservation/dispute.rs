//! A dispute of what is held back, which the council decides.

use anchor_lang::prelude::*;
use io_common::{
    agreement::act_hash,
    constants::BPS,
    math::{bps_of, Checked, Rounding},
};

use super::{Reservation, Status};
use crate::error::MarketplaceError;

/// What the council decides.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Debug)]
pub struct Decision {
    /// When it was made, in unix seconds.
    pub made_at: i64,
    /// The renter's share of what is disputed, in bps.
    pub renter_bps: u16,
}

impl Decision {
    /// What the council agrees to: the decision, and the reservation that it is of.
    ///
    /// # Errors
    /// None with a decision that fits a transaction.
    pub fn hash(&self, reservation: &Pubkey) -> Result<[u8; 32]> {
        act_hash(b"io:dispute", self, &[*reservation])
    }
}

/// Disputes of a reservation: the open one, and what is left of the last. Amounts are base units.
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Dispute {
    /// Deposit of the open dispute: in the escrow, apart from what is locked.
    pub deposit: u64,
    /// Deposits that the supplier has got.
    pub forfeited: u64,
    /// When the open dispute was opened, in unix seconds; 0 if none is open.
    pub opened_at: i64,
    /// First metered second that the open dispute freezes.
    pub from: u32,
    /// End of the metered seconds that have ever been disputed.
    pub until: u32,
}

impl Dispute {
    /// Whether one is open.
    pub fn is_open(&self) -> bool {
        self.opened_at != 0
    }
}

impl Reservation {
    /// Freezes all that is held back and has not been disputed, and returns the deposit that the renter owes for it.
    ///
    /// # Errors
    /// `DisputeOpen`; `NothingHeld` before the start, when the hold-back is over, or when all of it has been disputed.
    pub fn open_dispute(&mut self, now: i64) -> Result<u64> {
        require!(!self.dispute.is_open(), MarketplaceError::DisputeOpen);
        self.settle(now)?;
        let held_until = match self.status {
            active if active == Status::Active as u8 => self.metered(now)?,
            ended if ended == Status::Ended as u8 => self.due()?,
            _ => 0,
        };
        require!(now < self.releases_at()?, MarketplaceError::NothingHeld);
        let from = self.segments.settled.max(self.dispute.until);
        let held = self.gross(held_until)?.saturating_sub(self.gross(from)?);
        require!(held > 0, MarketplaceError::NothingHeld);
        let deposit = self.terms.deposit(held)?;
        self.dispute = Dispute {
            deposit,
            opened_at: now,
            from,
            until: held_until,
            ..self.dispute
        };
        Ok(deposit)
    }

    /// Gives the renter its share of what is frozen, rounded down, with the fees on it. The deposit is the supplier's
    /// if the renter has no share at all, and else the renter's.
    ///
    /// # Errors
    /// `NoDispute`; `OlderAct`, also for an act older than the dispute; `TooLateToDecide`; `BadShare`.
    pub fn decide(&mut self, decision: &Decision, now: i64) -> Result<()> {
        require!(self.dispute.is_open(), MarketplaceError::NoDispute);
        let newer = decision.made_at > self.dispute.opened_at;
        require!(newer, MarketplaceError::OlderAct);
        self.act(decision.made_at, now)?;
        let share = u64::from(decision.renter_bps);
        require!(share <= BPS, MarketplaceError::BadShare);
        require!(!self.is_overdue(now)?, MarketplaceError::TooLateToDecide);
        let back = bps_of(self.frozen(u32::MAX)?, share, Rounding::Down)?;
        self.payable = self.payable.minus(back)?;
        Ok(self.close_dispute(share == 0)?)
    }

    /// The council has not decided: what is frozen is paid by the meter, and the deposit is the renter's.
    ///
    /// # Errors
    /// `NoDispute`, `TooEarlyToExpire`.
    pub fn expire_dispute(&mut self, now: i64) -> Result<()> {
        require!(self.dispute.is_open(), MarketplaceError::NoDispute);
        require!(self.is_overdue(now)?, MarketplaceError::TooEarlyToExpire);
        Ok(self.close_dispute(false)?)
    }

    /// Until when the council may decide the open dispute.
    ///
    /// # Errors
    /// `MathOverflow`, not reachable.
    pub fn decides_until(&self) -> io_common::Result<i64> {
        self.dispute.opened_at.plus(self.terms.decision_time.into())
    }

    /// Price of what the open dispute freezes of the first `seconds`.
    ///
    /// # Errors
    /// `MathOverflow`, not reachable.
    pub fn frozen(&self, seconds: u32) -> io_common::Result<u64> {
        let Dispute { from, until, .. } = self.dispute;
        if !self.dispute.is_open() || seconds <= from {
            return Ok(0);
        }
        self.gross(until.min(seconds))?.minus(self.gross(from)?)
    }

    fn is_overdue(&self, now: i64) -> io_common::Result<bool> {
        Ok(now > self.decides_until()?)
    }

    fn close_dispute(&mut self, against_renter: bool) -> io_common::Result<()> {
        let deposit = core::mem::take(&mut self.dispute.deposit);
        self.dispute.opened_at = 0;
        self.locked = self.locked.plus(deposit)?;
        if against_renter {
            self.dispute.forfeited = self.dispute.forfeited.plus(deposit)?;
        }
        Ok(())
    }
}
