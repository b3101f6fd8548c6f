//! How far the index has come.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Address;

/// How far the index has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Status {
    /// Version of the indexer.
    pub version: String,
    /// Which blocks it reads.
    pub commitment: Commitment,
    /// Whether everything up to `slot` is indexed, from the first transaction on. Without it, balances are those of an earlier time.
    pub complete: bool,
    /// Slot up to which all three programs are indexed; 0 before the first.
    pub slot: u64,
    /// First slot that the node kept; what was before it may be missing. None before the node's lists are read.
    pub since: Option<u64>,
    /// Transactions that are not indexed yet, up to the slot that the node's lists were read to.
    pub to_record: u64,
    /// Events stored.
    pub events: u64,
    /// Events among them that this version cannot decode.
    pub unknown_events: u64,
    /// Events that do not follow from the events before them. 0 unless something is missing.
    pub refused_events: u64,
    /// Hash of the first block of the network; none before a node is asked.
    pub genesis: Option<String>,
    /// The programs.
    pub programs: Vec<ProgramStatus>,
}

/// What is stored of one program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProgramStatus {
    /// The program.
    pub program: Program,
    /// Its address.
    pub address: Address,
    /// Events stored.
    pub events: u64,
    /// Slot of the newest; none without events.
    pub slot: Option<u64>,
    /// A hash over them in their order, in base58: two indexes with the same events have the same.
    pub digest: String,
}

/// Which blocks are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Commitment {
    /// Blocks that most of the stake has voted for; a fork may take them out again.
    Confirmed,
    /// Blocks that stay.
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
