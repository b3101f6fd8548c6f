//! Rows as stored.

use io_ledger::Kind;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Kind of a row of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // the ledger has theirs
pub enum LedgerKind {
    Supplier,
    Delegation,
    Slash,
    Offer,
    Reservation,
    Supply,
    Engine,
    Auction,
    Fill,
    Hour,
    Price,
    RewardDay,
    Proposal,
}

/// Rows of the ledger, in the order of their keys.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Ledger {
    /// The rows.
    pub rows: Vec<LedgerRow>,
    /// Cursor of the next page; null on the last.
    pub next: Option<String>,
}

/// A row of the ledger.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct LedgerRow {
    /// Its key, unique within the kind.
    pub key: String,
    /// Slot of its last change.
    pub slot: u64,
    /// The row as stored. Its fields may change with the version of io-indexer.
    #[schema(value_type = Object)]
    pub row: serde_json::Value,
}

impl From<LedgerKind> for Kind {
    fn from(kind: LedgerKind) -> Self {
        match kind {
            LedgerKind::Supplier => Self::Supplier,
            LedgerKind::Delegation => Self::Delegation,
            LedgerKind::Slash => Self::Slash,
            LedgerKind::Offer => Self::Offer,
            LedgerKind::Reservation => Self::Reservation,
            LedgerKind::Supply => Self::Supply,
            LedgerKind::Engine => Self::Engine,
            LedgerKind::Auction => Self::Auction,
            LedgerKind::Fill => Self::Fill,
            LedgerKind::Hour => Self::Hour,
            LedgerKind::Price => Self::Price,
            LedgerKind::RewardDay => Self::RewardDay,
            LedgerKind::Proposal => Self::Proposal,
        }
    }
}
