//! The marketplace's records of a supplier.

use anchor_lang::prelude::*;

use crate::ids;

/// Service record of a supplier. Clients rank by fees paid; no reward depends on it.
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct ServiceRecord {
    /// Metered seconds times GPUs, added when a reservation is closed.
    pub gpu_seconds: u64,
    /// Fees that its reservations have paid in IO, in base units.
    pub fees_io: u64,
    /// Fees that its reservations have paid in USDC, in base units.
    pub fees_usdc: u64,
    /// Seconds of downtime, added when a reservation is closed.
    pub outage_seconds: u64,
    /// Reservations that completed or that the renter ended, except breaches and ends within the grace period.
    pub completed: u32,
    /// Reservations that the supplier terminated.
    pub terminated: u32,
    /// Epoch hours with reservations that were not started: several of one hour count once.
    pub not_started: u32,
    /// Reservations declined within their start window. Not a failure: the renter learns it at once.
    pub declined: u32,
    /// Reservations with a breach, however they ended.
    pub breaches: u32,
    /// Reservations that the renter ended within the grace period. It says nothing of the reason: the renter owes
    /// only the time used.
    pub early: u32,
}

/// Account of the marketplace, one for each supplier: its reserved GPUs over all offers, and its service record.
/// `[SUPPLIER_USAGE, supplier]`. A supplier without a usage account has nothing reserved.
#[account(zero_copy, "account")]
#[derive(Debug, PartialEq, Eq)]
pub struct SupplierUsage {
    /// The supplier.
    pub supplier: Pubkey,
    /// Payer of the account rent; receives lamports above the rent-exempt minimum (P-25).
    pub payer: Pubkey,
    /// Service record.
    pub service: ServiceRecord,
    /// Total cost of all breaches, in IO base units, each by the terms of its reservation. The emissions program
    /// stores how much of it has become slashes.
    pub breached: u64,
    /// Epoch hour of the newest bit of `not_started_hours`.
    pub not_started_hour: u32,
    /// Epoch hours already counted as not started: bit n for the hour n before `not_started_hour`.
    pub not_started_hours: u32,
    /// Reserved GPUs over all offers. Own stake that backs them cannot be unstaked.
    pub reserved_gpus: u32,
    /// Reservations that may still owe the supplier, whose account must outlive them. A closed reservation whose
    /// supplier is paid no longer counts, whatever it owes the renter.
    pub open_reservations: u32,
    /// Offers made so far, and the sequence number of the next.
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
