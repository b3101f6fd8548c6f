//! What the marketplace knows of a supplier.

use anchor_lang::prelude::*;

use crate::ids;

/// How a supplier has served. Clients rank by fees paid; no reward depends on it.
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct ServiceRecord {
    /// Metered GPU-seconds.
    pub gpu_seconds: u64,
    /// Fees that its reservations have paid in IO, in base units.
    pub fees_io: u64,
    /// Fees that its reservations have paid in USDC, in base units.
    pub fees_usdc: u64,
    /// Seconds of outage.
    pub outage_seconds: u64,
    /// Reservations that ran to their end or were ended by the renter, but for breaches and early ends.
    pub completed: u32,
    /// Reservations that the supplier terminated.
    pub terminated: u32,
    /// Reservations declined, or never started.
    pub not_started: u32,
    /// Reservations that were down for too long, however they ended.
    pub breaches: u32,
    /// Reservations that the renter ended within the first minutes. It says nothing of why: a renter may do so at the price
    /// of those minutes.
    pub early: u32,
    /// Zero.
    pub padding: [u8; 4],
}

/// Account of the marketplace, one a supplier: its reserved GPUs over all offers, and its record.
/// `[BOOK, supplier]`. A supplier without a book has nothing reserved.
#[account(zero_copy, "account")]
#[derive(Debug, PartialEq, Eq)]
pub struct SupplierBook {
    /// The supplier.
    pub supplier: Pubkey,
    /// Paid the account rent; receives lamports above the rent-exempt minimum (P-25).
    pub payer: Pubkey,
    /// Record of service.
    pub service: ServiceRecord,
    /// GPUs reserved, over all offers: stake stands behind them and own stake cannot be unstaked.
    pub reserved_gpus: u32,
    /// Reservations not yet closed: the supplier may still be owed, so its account must outlive them.
    pub open_reservations: u32,
    /// Offers made so far: the sequence number of the next.
    pub offers: u32,
    /// GPUs of all reservations that were down for too long, counted again each time. The emissions
    /// program keeps how many of them have become a slash.
    pub breached_gpus: u32,
    /// Bump of the address.
    pub bump: u8,
    /// Layout version, 1.
    pub version: u8,
    /// Zero.
    pub padding: [u8; 6],
}

impl SupplierBook {
    /// Bytes of the account, the discriminator included.
    pub const SIZE: usize = 8 + core::mem::size_of::<Self>();
}

impl Owner for SupplierBook {
    fn owner() -> Pubkey {
        ids::marketplace::ID
    }
}

const _: () = assert!(
    SupplierBook::SIZE == 8 + 144,
    "a new size is a new layout version"
);
