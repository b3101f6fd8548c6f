//! What the marketplace knows of a supplier.

use anchor_lang::prelude::*;

use crate::ids;

/// How a supplier has served. Clients rank by fees paid; no reward depends on it.
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct ServiceRecord {
    /// Metered seconds of all GPUs together, counted when a reservation is closed.
    pub gpu_seconds: u64,
    /// Fees that its reservations have paid in IO, in base units.
    pub fees_io: u64,
    /// Fees that its reservations have paid in USDC, in base units.
    pub fees_usdc: u64,
    /// Seconds of downtime, counted in the same way.
    pub outage_seconds: u64,
    /// Reservations that ran to their end or were ended by the renter, but for breaches and early ends.
    pub completed: u32,
    /// Reservations that the supplier terminated.
    pub terminated: u32,
    /// Epoch hours in which reservations were made that waited in vain, so that many at once weigh as one.
    pub not_started: u32,
    /// Reservations declined within their start window: no failing, the renter knows at once.
    pub declined: u32,
    /// Reservations that were down for too long, however they ended.
    pub breaches: u32,
    /// Reservations that the renter ended within the first minutes. It says nothing of why: a renter owes what it has used
    /// by then, in the second of the start nothing.
    pub early: u32,
}

/// Account of the marketplace, one a supplier: its reserved GPUs over all offers, and its record.
/// `[SUPPLIER_USAGE, supplier]`. A supplier without a usage account has nothing reserved.
#[account(zero_copy, "account")]
#[derive(Debug, PartialEq, Eq)]
pub struct SupplierUsage {
    /// The supplier.
    pub supplier: Pubkey,
    /// Paid the account rent; receives lamports above the rent-exempt minimum (P-25).
    pub payer: Pubkey,
    /// Record of service.
    pub service: ServiceRecord,
    /// What all breaches cost together, in IO base units, each as of the terms under which its reservation was made. The
    /// emissions program keeps how much of it has become a slash.
    pub breached: u64,
    /// Epoch hour of the newest bit of `not_started_hours`.
    pub not_started_hour: u32,
    /// Epoch hours that count as not started already: bit n for the one n hours before `not_started_hour`.
    pub not_started_hours: u32,
    /// GPUs reserved, over all offers: stake stands behind them and own stake cannot be unstaked.
    pub reserved_gpus: u32,
    /// Reservations of which the supplier may still be owed something: its account must outlive them. One that is closed,
    /// and the supplier's part of it paid, counts no more, whatever its renter is owed.
    pub open_reservations: u32,
    /// Offers made so far: the sequence number of the next.
    pub offers: u32,
    /// Bump of the address.
    pub bump: u8,
    /// Zero.
    pub padding: [u8; 3],
}

impl SupplierUsage {
    /// Bytes of the account, including the discriminator.
    pub const SIZE: usize = 8 + core::mem::size_of::<Self>();
}

impl Owner for SupplierUsage {
    fn owner() -> Pubkey {
        ids::marketplace::ID
    }
}

const _: () = assert!(
    SupplierUsage::SIZE == 8 + 152,
    "a new layout is a new account type"
);
