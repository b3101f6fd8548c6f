//! Slashes.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Address, Amount};

/// A slash. Amounts are in IO base units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Slash {
    /// The supplier.
    pub supplier: Address,
    /// Its series.
    pub series: Series,
    /// Number in its series.
    pub number: u32,
    /// What became of it.
    pub state: SlashState,
    /// Reason, as the council numbers its reasons; 0 for a breach.
    pub reason: u16,
    /// Total held when it was proposed.
    pub amount: Amount,
    /// Own stake held, freed or burned.
    pub own: Amount,
    /// Active stake of delegators held, freed or burned.
    pub delegated: Amount,
    /// Cooling stake of delegators held, freed or burned.
    pub cooling: Amount,
    /// Hash of the evidence, in hexadecimal.
    pub evidence: String,
    /// When it was proposed, in unix seconds.
    pub proposed_at: i64,
    /// From when it can be executed, in unix seconds.
    pub due_at: i64,
    /// Slot of its last change.
    pub slot: u64,
}

/// Which numbers a slash counts with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Series {
    /// Slashes that the council proposed.
    Council,
    /// Slashes for breaches.
    Breach,
}

/// State of a slash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum SlashState {
    /// It holds stake.
    Open,
    /// Withdrawn or lapsed: the stake is free.
    Dropped,
    /// The stake is burned.
    Executed,
}
