//! What one round of probes has seen.

use std::collections::BTreeMap;

use anchor_lang::prelude::Pubkey;
use io_access::Maintenance;

/// One round: every attested supplier and every running reservation, each probed once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// The cluster's clock at its start, in unix seconds.
    pub at: i64,
    /// By supplier.
    pub suppliers: BTreeMap<Pubkey, Seen>,
    /// By reservation.
    pub reservations: BTreeMap<Pubkey, Served>,
}

/// What a supplier answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// An answer that counts, however slow, within the deadline.
    Answered(Answered),
    /// None: why.
    Silent(String),
}

/// An answer that counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answered {
    /// UUIDs of the GPUs that are of the supplier's model.
    pub gpus: Vec<String>,
    /// The announced maintenance.
    pub maintenance: Option<Maintenance>,
    /// How long it took.
    pub millis: u64,
}

/// What is known of a running reservation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Served {
    /// Its supplier.
    pub supplier: Pubkey,
    /// Its GPUs.
    pub gpus: u32,
    /// Whether the chain has it down.
    pub reported: bool,
    /// Whether the endpoint serves its sealed details, with the hash that the chain has; why not.
    pub details: Result<(), String>,
}
