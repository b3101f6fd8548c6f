//! A reservation: GPUs of one offer, paid in advance and metered by the second.
//!
//! ```text
//!            start                terminate, end               finish
//! Reserved ─────────▶ Active ───────────────────────▶ Ended ───────────▶ Finished ──▶ closed
//!    └───────────────── decline, cancel ──────────────────────────────────▲
//! ```

mod exits;
#[cfg(test)]
mod tests;

use anchor_lang::prelude::*;
use io_common::math::Checked;

use super::{meter, Currency, Leg, Segment, Terms};
use crate::{constants::MAX_SEGMENTS, error::MarketplaceError};

/// Where a reservation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Status {
    /// Paid for, not started: the supplier starts or declines, or anyone cancels once it is late.
    Reserved,
    /// The meter runs.
    Active,
    /// The GPUs are free and the unused part is the renter's; the last hours are held back.
    Ended,
    /// Everything is allocated; legs that could not be paid are owed.
    Finished,
}

/// Why a reservation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AnchorSerialize, AnchorDeserialize)]
#[repr(u8)]
pub enum EndReason {
    /// It has not.
    None,
    /// Its time was over.
    Completed,
    /// The renter terminated it.
    RenterTerminated,
    /// The supplier terminated it.
    SupplierTerminated,
    /// The supplier declined it.
    Declined,
    /// The supplier did not start it in time.
    NotStarted,
}

impl EndReason {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 6] = [
        Self::None,
        Self::Completed,
        Self::RenterTerminated,
        Self::SupplierTerminated,
        Self::Declined,
        Self::NotStarted,
    ];
}

/// A reservation. `[RESERVATION, renter, number]`. Amounts are base units of its currency, times unix
/// seconds.
#[account(zero_copy)]
#[derive(Debug, PartialEq, Eq)]
pub struct Reservation {
    /// Who rents, and gets what is not used.
    pub renter: Pubkey,
    /// Who supplies, and gets what is used.
    pub supplier: Pubkey,
    /// The offer that it was booked at.
    pub offer: Pubkey,
    /// Who paid the rent, and gets it back.
    pub rent_payer: Pubkey,
    /// The renter's public key, to which the supplier encrypts the connection details.
    pub connection_key: [u8; 32],
    /// Hash of the connection details, from the start on.
    pub connection_hash: [u8; 32],
    /// What is booked, in order.
    pub segments: [Segment; MAX_SEGMENTS],
    /// Number that the renter gave it: part of the address.
    pub number: u64,
    /// When it was booked.
    pub created_at: i64,
    /// When the meter started; 0 before.
    pub started_at: i64,
    /// When the meter stopped; 0 before, and if it never ran.
    pub ended_at: i64,
    /// All that the renter has put in.
    pub locked: u64,
    /// Price of what has been used: up to the last settlement, from the end on in all.
    pub charged: u64,
    /// The supplier's part.
    pub to_supplier: Leg,
    /// The renter's part: what was not used, with the fee on it.
    pub to_renter: Leg,
    /// The part of the fee-burn vault.
    pub fees: Leg,
    /// Lamports for whoever closes it.
    pub bounty: u64,
    /// The terms.
    pub terms: Terms,
    /// GPUs.
    pub gpus: u32,
    /// [`Currency`] as a number.
    pub currency: u8,
    /// [`Status`] as a number.
    pub status: u8,
    /// [`EndReason`] as a number.
    pub end_reason: u8,
    /// Bump of the address.
    pub bump: u8,
    /// Bump of the escrow's address.
    pub escrow_bump: u8,
    /// Layout version, 1.
    pub version: u8,
    /// Zero.
    pub padding: [u8; 6],
}

impl Reservation {
    /// Bytes of the account, the discriminator included.
    pub const SIZE: usize = 8 + core::mem::size_of::<Self>();

    /// Whether it stands at `status`.
    pub fn is(&self, status: Status) -> bool {
        self.status == status as u8
    }

    /// Its currency.
    pub fn currency(&self) -> Currency {
        Currency::stored(self.currency)
    }

    /// Why it ended.
    pub fn end_reason(&self) -> EndReason {
        let stored = EndReason::ALL.get(usize::from(self.end_reason));
        stored.copied().unwrap_or(EndReason::None)
    }

    /// When it ends by itself.
    ///
    /// # Errors
    /// `MathOverflow`, not reachable with the longest of reservations.
    pub fn ends_at(&self) -> io_common::Result<i64> {
        self.started_at
            .plus(meter::total_seconds(&self.segments)?.into())
    }

    /// Seconds on the meter: none before the start, none after the end.
    ///
    /// # Errors
    /// As [`ends_at`](Self::ends_at).
    pub fn metered(&self, now: i64) -> io_common::Result<u32> {
        let until = match self.status {
            reserved if reserved == Status::Reserved as u8 => return Ok(0),
            active if active == Status::Active as u8 => now,
            _ => self.ended_at,
        };
        let passed = until.saturating_sub(self.started_at).max(0);
        let total = meter::total_seconds(&self.segments)?;
        Ok(u32::try_from(passed).map_or(total, |passed| passed.min(total)))
    }

    /// Price of the first `seconds`.
    ///
    /// # Errors
    /// As [`meter::gross`].
    pub fn gross(&self, seconds: u32) -> io_common::Result<u64> {
        meter::gross(&self.segments, seconds)
    }

    /// Starts the meter. `connection_hash` commits the supplier to the connection details.
    ///
    /// # Errors
    /// `NotReserved` unless it waits for its start, `TooLateToStart` after the start window.
    pub fn start(&mut self, connection_hash: [u8; 32], now: i64) -> Result<()> {
        require!(self.is(Status::Reserved), MarketplaceError::NotReserved);
        require!(!self.is_late(now)?, MarketplaceError::TooLateToStart);
        self.status = Status::Active as u8;
        (self.started_at, self.connection_hash) = (now, connection_hash);
        Ok(())
    }

    /// Allocates to the supplier what it has earned, all but the hold-back, and the fees on it. Nothing to
    /// do is success.
    ///
    /// # Errors
    /// Those of the maths.
    pub fn settle(&mut self, now: i64) -> Result<()> {
        if self.is(Status::Active) {
            let paid_out = self.metered(now)?.saturating_sub(self.terms.hold_back);
            self.allocate(self.gross(paid_out)?.max(self.charged))?;
        }
        Ok(())
    }

    /// What the escrow must hold: locked, less what has left it.
    ///
    /// # Errors
    /// `MathOverflow`, not reachable.
    pub fn escrowed(&self) -> io_common::Result<u64> {
        self.locked
            .minus(self.to_supplier.paid)?
            .minus(self.to_renter.paid)?
            .minus(self.fees.paid)
    }

    /// Used, but not yet the supplier's: it waits for the end of the hold-back.
    ///
    /// # Errors
    /// As [`escrowed`](Self::escrowed).
    pub fn held(&self) -> io_common::Result<u64> {
        let net = self.terms.net(self.charged)?;
        net.minus(self.to_supplier.total()?)
    }

    /// Whether everything is allocated and paid.
    pub fn is_paid(&self) -> bool {
        let owed = [self.to_supplier, self.to_renter, self.fees].map(|leg| leg.owed);
        self.is(Status::Finished) && owed == [0; 3]
    }

    /// Whether the time to start has passed.
    fn is_late(&self, now: i64) -> io_common::Result<bool> {
        Ok(now > self.created_at.plus(self.terms.start_window.into())?)
    }

    /// Charges `gross` in all, and allocates it.
    fn allocate(&mut self, gross: u64) -> io_common::Result<()> {
        self.charged = gross;
        self.to_supplier.raise_to(self.terms.net(gross)?)?;
        self.fees.raise_to(self.terms.fees(gross)?)
    }

    /// P-13 and what goes with it.
    ///
    /// # Errors
    /// A violated rule.
    pub fn invariant(&self) -> Result<()> {
        let Self {
            segments,
            locked,
            charged,
            to_supplier,
            to_renter,
            fees,
            terms,
            ..
        } = self;
        let (supplier, renter, vault) = (to_supplier.total()?, to_renter.total()?, fees.total()?);
        let allocated = supplier.plus(renter)?.plus(vault)?;
        // The renter has paid for all segments, fee included.
        let booked = meter::gross(segments, u32::MAX)?;
        require_eq!(*locked, terms.cost(booked)?);
        // Nobody gets more than the meter says.
        require_gte!(terms.net(*charged)?, supplier);
        require_gte!(terms.fees(*charged)?, vault);
        if self.is(Status::Finished) {
            // P-13: all that was locked is somebody's.
            require_eq!(allocated, *locked);
        } else if self.is(Status::Ended) {
            // P-13: what is not the renter's is charged.
            require_eq!(renter.plus(terms.cost(*charged)?)?, *locked);
        } else {
            // The renter gets nothing back before the end, and the meter is within the booking.
            require_eq!(renter, 0);
            require_gte!(booked, *charged);
        }
        Ok(())
    }
}

const _: () = assert!(
    Reservation::SIZE == 8 + 408,
    "a new size is a new layout version"
);
