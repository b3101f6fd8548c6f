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
    /// Whether everything up to `slot` is indexed, from the first transaction on.
    pub complete: bool,
    /// Slot up to which all three programs are indexed.
    pub slot: u64,
    /// Time of that slot's block, in unix seconds; none before the first.
    pub time: Option<i64>,
    /// Events stored.
    pub events: u64,
    /// Events among them that this version cannot decode.
    pub unknown_events: u64,
    /// Forks that took events out again; 0 if only finalized blocks are read.
    pub forks: u64,
    /// The programs.
    pub programs: Vec<ProgramStatus>,
}

/// How far the index has come with one program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProgramStatus {
    /// The program.
    pub program: Program,
    /// Its address.
    pub address: Address,
    /// Whether its history is stored back to the first transaction.
    pub complete: bool,
    /// Slot of the newest transaction stored; none before the first.
    pub slot: Option<u64>,
    /// Its signature.
    pub signature: Option<String>,
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
