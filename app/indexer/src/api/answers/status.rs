//! Status of the index.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Address;

/// Status of the index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Status {
    /// Version of the indexer.
    pub version: String,
    /// Commitment of the blocks it reads.
    pub commitment: Commitment,
    /// Whether everything up to `slot` is indexed. If false, balances are out of date.
    pub complete: bool,
    /// Slot up to which all three programs are indexed; 0 before the first round.
    pub slot: u64,
    /// First slot for which the node had blocks; earlier events may be missing. Null until the node's lists are read.
    pub since: Option<u64>,
    /// Transactions that are not indexed yet, up to the slot that the node's lists were read to.
    pub to_record: u64,
    /// Events stored.
    pub events: u64,
    /// Of those, events that this version cannot decode.
    pub unknown_events: u64,
    /// Events that contradict the rows. 0 if the history is complete.
    pub refused_events: u64,
    /// Genesis hash of the network; null before the first request to a node.
    pub genesis: Option<String>,
    /// The programs.
    pub programs: Vec<ProgramStatus>,
}

/// Events stored for one program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProgramStatus {
    /// The program.
    pub program: Program,
    /// Its address.
    pub address: Address,
    /// Events stored.
    pub events: u64,
    /// Slot of the newest event; null without events.
    pub slot: Option<u64>,
    /// Hash over the events in order, in base58. Two indexes with the same events have the same digest.
    pub digest: String,
}

/// Commitment of blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Commitment {
    /// Most of the stake has voted for the block; a fork may still revert it.
    Confirmed,
    /// Final; no fork reverts it.
    Finalized,
}

/// A program of the suite.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize, ToSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum Program {
    /// Emissions.
    Emissions,
    /// Marketplace.
    Marketplace,
    /// Fee-burn.
    FeeBurn,
}

impl Program {
    /// All programs.
    pub const ALL: [Self; 3] = [Self::Emissions, Self::Marketplace, Self::FeeBurn];

    /// Its name, as in answers.
    pub fn name(self) -> &'static str {
        match self {
            Self::Emissions => "emissions",
            Self::Marketplace => "marketplace",
            Self::FeeBurn => "feeBurn",
        }
    }
}
