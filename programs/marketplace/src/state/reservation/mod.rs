//! A reservation: GPUs of one offer, paid in advance and metered by the second.
//!
//! ```text
//!            start             terminate(*), complete            close
//! Reserved ─────────▶ Active ───────────────────────▶ Ended ───────────▶ Closed ──▶ no account
//!    └───────────────── decline, cancel ──────────────────────────────────▲
//! ```
//!
//! Three amounts determine all others: `locked`, what the payer has paid in; `payable`, the price that it is liable
//! for; `charged`, the part of `payable` that is no longer held back. They give the total of each payee. What a payee is
//! owed is its total less what it has been paid.

mod dispute;
mod exits;
mod extension;
mod notice;
mod outage;
#[cfg(test)]
mod tests;

use anchor_lang::prelude::*;
use io_common::{math::Checked, require, require_eq, require_gte, CommonError};

pub use self::{
    dispute::{Dispute, DisputeDecision},
    outage::{Outage, OutageReport, Served},
};
use super::{Currency, Paid, Payee, Payees, Segments, Terms};
use crate::{constants::BREACH_STEP, error::MarketplaceError};

/// Status of a reservation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Status {
    /// Paid for, not started. The supplier starts or declines it; anyone cancels it after the start window.
    Reserved,
    /// The meter runs.
    Active,
    /// The GPUs are free and the unused part belongs to the payer; the last hours are held back.
    Ended,
    /// Everything is allocated; payees that could not be paid are owed.
    Closed,
}

/// Why a reservation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AnchorSerialize, AnchorDeserialize)]
#[repr(u8)]
pub enum EndReason {
    /// It has not ended.
    None,
    /// Its time is over.
    Completed,
    /// The renter or the payer terminated it.
    RenterTerminated,
    /// The supplier terminated it.
    SupplierTerminated,
    /// The supplier declined it.
    Declined,
    /// The supplier did not start it in time.
    NotStarted,
    /// The renter or the payer terminated it after too much downtime.
    TerminatedForDowntime,
    /// The renter or the payer terminated it within the grace period.
    TerminatedEarly,
}

impl EndReason {
    /// All reasons, in the order of their numbers.
    pub const ALL: [Self; 8] = [
        Self::None,
        Self::Completed,
        Self::RenterTerminated,
        Self::SupplierTerminated,
        Self::Declined,
        Self::NotStarted,
        Self::TerminatedForDowntime,
        Self::TerminatedEarly,
    ];
}

/// A reservation. `[RESERVATION, renter, number]`. Amounts are in base units of its currency, times in unix seconds.
#[account(zero_copy)]
#[derive(Debug, PartialEq, Eq)]
pub struct Reservation {
    /// The renter, who uses the GPUs.
    pub renter: Pubkey,
    /// The supplier, who is paid for the time used.
    pub supplier: Pubkey,
    /// The offer that was reserved.
    pub offer: Pubkey,
    /// Pays the cost and the rent, and gets back what is not used. Often the renter itself.
    pub payer: Pubkey,
    /// The renter's public key, to which the supplier encrypts the connection details.
    pub connection_key: [u8; 32],
    /// Hash of the connection details; zero before the start.
    pub connection_hash: [u8; 32],
    /// Reserved segments.
    pub segments: Segments,
    /// Number that the renter chose, part of the address.
    pub number: u64,
    /// When it was made.
    pub created_at: i64,
    /// When the meter started; 0 before.
    pub started_at: i64,
    /// When the meter stopped; 0 before, and if it never ran.
    pub ended_at: i64,
    /// Everything that the payer has paid in, except the deposit of an open dispute.
    pub locked: u64,
    /// Price that the payer is liable for: of all reserved time until the end, of the due time afterwards; less
    /// final downtime and what disputes have given back.
    pub payable: u64,
    /// The part of `payable` that is no longer held back.
    pub charged: u64,
    /// Amounts paid so far.
    pub paid: Paid,
    /// Lamports for the sender of the `close_reservation` that closes the account; 0 once it is closed and nothing
    /// was due.
    pub bounty: u32,
    /// What a breach costs the supplier, in tenths of an IO ([`BREACH_STEP`]), by the attestation at the time of the
    /// reservation.
    pub breach: u32,
    /// Disputes.
    pub dispute: Dispute,
    /// Downtime.
    pub outage: Outage,
    /// The terms.
    pub terms: Terms,
    /// When the last report of the council was made, in seconds after the start.
    pub acted_at: u32,
    /// When the supplier announced the end, one more than the second after the start; 0 if it has not.
    pub announced: u32,
    /// GPUs reserved.
    pub gpus: u32,
    /// 0 IO, 1 USDC.
    pub currency: u8,
    /// 0 reserved, 1 active, 2 ended, 3 closed.
    pub status: u8,
    /// 0 none, 1 completed, 2 renter terminated, 3 supplier terminated, 4 declined, 5 not started, 6 terminated for
    /// downtime, 7 terminated within the grace period.
    pub end_reason: u8,
    /// Bump of the address.
    pub bump: u8,
    /// Bump of the escrow's address.
    pub escrow_bump: u8,
    /// Zero.
    pub gap: u8,
    /// 1 once the supplier is paid completely, and the usage account no longer counts the reservation as open.
    pub supplier_paid: u8,
    /// Zero.
    pub padding: [u8; 1],
}

impl Reservation {
    /// Bytes of the account, including the discriminator.
    pub const SIZE: usize = 8 + core::mem::size_of::<Self>();

    /// Whether its status is `status`.
    pub fn is(&self, status: Status) -> bool {
        self.status == status as u8
    }

    /// Whether it waits or runs.
    pub fn is_open(&self) -> bool {
        self.is(Status::Reserved) || self.is(Status::Active)
    }

    /// Its currency.
    ///
    /// # Errors
    /// `UnknownNumber`.
    pub fn currency(&self) -> io_common::Result<Currency> {
        Currency::stored(self.currency)
    }

    /// Why it ended.
    ///
    /// # Errors
    /// `UnknownNumber`.
    pub fn end_reason(&self) -> io_common::Result<EndReason> {
        let stored = EndReason::ALL.get(usize::from(self.end_reason));
        stored.copied().ok_or(CommonError::UnknownNumber)
    }

    /// Whether `signer` may end it early: the renter, whose work it is, or the payer, whose money it is.
    pub fn may_terminate(&self, signer: &Pubkey) -> bool {
        [self.renter, self.payer].contains(signer)
    }

    /// When the reserved time ends.
    ///
    /// # Errors
    /// `MathOverflow`, which cannot occur with the longest reservation.
    pub fn ends_at(&self) -> io_common::Result<i64> {
        self.started_at.plus(self.reserved()?.into())
    }

    /// Seconds reserved.
    ///
    /// # Errors
    /// As [`ends_at`](Self::ends_at).
    pub fn reserved(&self) -> io_common::Result<u32> {
        self.segments.total()?.plus(self.outage.total)
    }

    /// When the hold-back is over.
    ///
    /// # Errors
    /// As [`ends_at`](Self::ends_at).
    pub fn releases_at(&self) -> io_common::Result<i64> {
        let stops_at = if self.is(Status::Active) {
            self.ends_at()?
        } else {
            self.ended_at
        };
        stops_at.plus(self.terms.hold_back.into())
    }

    /// Seconds since the start: 0 before it, constant after the end.
    ///
    /// # Errors
    /// As [`ends_at`](Self::ends_at).
    pub fn elapsed(&self, now: i64) -> io_common::Result<u32> {
        let until = match self.status {
            reserved if reserved == Status::Reserved as u8 => return Ok(0),
            active if active == Status::Active as u8 => now,
            _ => self.ended_at,
        };
        let passed = until.saturating_sub(self.started_at).max(0);
        let reserved = self.reserved()?;
        Ok(u32::try_from(passed).map_or(reserved, |passed| passed.min(reserved)))
    }

    /// Metered seconds: time since the start, less downtime. Zero if the clock has stepped back by more.
    ///
    /// # Errors
    /// As [`ends_at`](Self::ends_at).
    pub fn metered(&self, now: i64) -> io_common::Result<u32> {
        let elapsed = self.elapsed(now)?;
        Ok(elapsed.saturating_sub(self.downtime_until(elapsed)?))
    }

    /// Price of the first `seconds` on the meter.
    ///
    /// # Errors
    /// As [`Segments::gross`].
    pub fn gross(&self, seconds: u32) -> io_common::Result<u64> {
        self.segments.gross(seconds)
    }

    /// Starts the meter. `connection_hash` commits the supplier to the connection details.
    ///
    /// # Errors
    /// `NotReserved` unless it is waiting to start, `TooLateToStart` after the start window.
    pub fn start(&mut self, connection_hash: [u8; 32], now: i64) -> Result<()> {
        require!(self.is(Status::Reserved), MarketplaceError::NotReserved);
        require!(!self.is_late(now)?, MarketplaceError::TooLateToStart);
        self.status = Status::Active as u8;
        (self.started_at, self.connection_hash) = (now, connection_hash);
        Ok(())
    }

    /// Charges what is no longer held back: while the meter runs, all but the last `hold_back` seconds; after the
    /// end, everything once the hold-back is over. It never charges time that a dispute freezes or that is reported
    /// down. Succeeds if there is nothing to do.
    ///
    /// # Errors
    /// `MathOverflow`, which cannot occur.
    pub fn settle(&mut self, now: i64) -> io_common::Result<()> {
        if self.is(Status::Active) && self.outage.since().is_some() {
            self.lapse(self.elapsed(now)?)?;
        }
        let due = self.due()?;
        // The seconds that are due in any case, and those that are no longer held back.
        let (sure, settled) = if self.is(Status::Active) {
            let metered = self.metered(now)?;
            (due, metered.saturating_sub(self.terms.hold_back))
        } else if self.is(Status::Ended) && now >= self.releases_at()? {
            match self.outage.since() {
                None => (due, due),
                Some(since) => {
                    // No more than is due if the reported downtime becomes final.
                    let mut down = *self;
                    down.fix_outage(self.elapsed(now)?)?;
                    let sure = due.min(down.due()?);
                    (sure, sure.min(since.minus(self.outage.total)?))
                }
            }
        } else {
            return Ok(());
        };
        let settled = settled.max(self.segments.settled);
        self.segments.settled = settled;
        // A supplier that terminates may give up settled time, but not frozen time.
        let free = self.gross(settled.min(sure))?;
        // Amounts that disputes have given back count as the last of the decided time: time before them is paid as it
        // would have been before the decision.
        let mut held = self.gross(due)?.saturating_sub(self.payable);
        if held > 0 {
            let decided = self.gross(self.dispute.from.min(due))?;
            held = held.saturating_sub(decided.saturating_sub(free));
        }
        let held = held.plus(self.frozen(settled)?)?;
        self.charged = self.charged.max(free.saturating_sub(held));
        Ok(())
    }

    /// What each payee gets in total, paid and owed, as of now.
    ///
    /// # Errors
    /// `MathOverflow`, which cannot occur.
    pub fn totals(&self) -> io_common::Result<Payees> {
        let (terms, forfeited) = (&self.terms, self.dispute.forfeited);
        let fee = terms.supplier_fee(self.charged)?;
        Ok(Payees {
            supplier: self.charged.minus(fee)?.plus(forfeited)?,
            payer: self
                .locked
                .minus(forfeited)?
                .minus(terms.cost(self.payable)?)?,
            fees: terms.renter_fee(self.charged)?.plus(fee)?,
        })
    }

    /// What a payee gets in total.
    ///
    /// # Errors
    /// As [`totals`](Self::totals).
    pub fn total(&self, payee: Payee) -> io_common::Result<u64> {
        Ok(self.totals()?.to(payee))
    }

    /// What each payee is owed.
    ///
    /// # Errors
    /// `MathOverflow`, which cannot occur: no total ever falls.
    pub fn all_owed(&self) -> io_common::Result<Payees> {
        let all = self.totals()?;
        Ok(Payees {
            supplier: all.supplier.minus(self.paid.supplier)?,
            payer: all.payer.minus(self.paid.payer)?,
            fees: all.fees.minus(self.paid.fees)?,
        })
    }

    /// What a payee is owed.
    ///
    /// # Errors
    /// As [`all_owed`](Self::all_owed).
    pub fn owed(&self, payee: Payee) -> io_common::Result<u64> {
        Ok(self.all_owed()?.to(payee))
    }

    /// Takes what a payee is owed, to pay it now.
    ///
    /// # Errors
    /// As [`owed`](Self::owed).
    pub fn pay(&mut self, payee: Payee) -> io_common::Result<u64> {
        let amount = self.owed(payee)?;
        self.record_paid(payee, amount)?;
        Ok(amount)
    }

    /// Records `amount`, which a payee is owed, as paid.
    ///
    /// # Errors
    /// `MathOverflow`, which cannot occur.
    pub fn record_paid(&mut self, payee: Payee, amount: u64) -> io_common::Result<()> {
        let paid = self.paid.to_mut(payee);
        *paid = paid.plus(amount)?;
        Ok(())
    }

    /// What a breach costs the supplier, in IO base units.
    ///
    /// # Errors
    /// None: 32 bits times a tenth of an IO.
    pub fn breach(&self) -> io_common::Result<u64> {
        u64::from(self.breach).times(BREACH_STEP)
    }

    /// What the escrow must hold: `locked` and the deposit of an open dispute, less what has left it.
    ///
    /// # Errors
    /// `MathOverflow`, which cannot occur.
    pub fn escrowed(&self) -> io_common::Result<u64> {
        let put_in = self.locked.plus(self.dispute.deposit)?;
        let Paid {
            supplier,
            payer,
            fees,
        } = self.paid;
        put_in.minus(supplier)?.minus(payer)?.minus(fees)
    }

    /// Whether everything is allocated and paid.
    pub fn is_paid(&self) -> bool {
        self.is(Status::Closed) && self.all_owed() == Ok(Payees::default())
    }

    /// The last second at which it may be started.
    ///
    /// # Errors
    /// `MathOverflow`, which cannot occur.
    pub fn starts_until(&self) -> io_common::Result<i64> {
        self.created_at.plus(self.terms.start_window.into())
    }

    /// Whether the start window is over.
    fn is_late(&self, now: i64) -> io_common::Result<bool> {
        Ok(now > self.starts_until()?)
    }

    /// P-13 and related rules. Returns what each payee is owed.
    ///
    /// # Errors
    /// A violated rule.
    pub fn invariant(&self) -> Result<Payees> {
        let payees = self.all_owed()?;
        // P-13: the escrow holds what is owed, and the deposit of an open dispute.
        let owed = self.dispute.deposit.plus(payees.sum()?)?;
        let escrowed = self.escrowed()?;
        require_gte!(escrowed, owed);
        // The supplier gets no more than the payer is liable for, and nothing that is frozen.
        let free = self.payable.minus(self.frozen(u32::MAX)?)?;
        require_gte!(free, self.charged);
        if self.is(Status::Closed) {
            // P-13: everything paid in belongs to someone.
            require_eq!(escrowed, owed);
            require!(!self.dispute.is_open(), MarketplaceError::DisputeOpen);
        }
        Ok(payees)
    }
}

const _: () = assert!(
    Reservation::SIZE == 8 + 456,
    "a new layout is a new account type"
);
