//! A proposed change of parameters.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::value::Address;

/// A proposed change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Proposal {
    /// Its address.
    pub address: Address,
    /// The program that it changes.
    pub program: Program,
    /// The change in words.
    pub change: String,
    /// When it was proposed, in unix seconds.
    pub proposed_at: i64,
    /// When it can be applied, in unix seconds.
    pub ready_at: i64,
    /// Its outcome; none while open.
    pub outcome: Option<Outcome>,
    /// Time of the outcome, in unix seconds.
    pub ended_at: Option<i64>,
}

/// A program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Program {
    /// Emissions.
    Emissions,
    /// Marketplace.
    Marketplace,
    /// Fee-burn.
    FeeBurn,
}

/// Outcome of a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was applied.
    Applied,
    /// It was cancelled, or cleared after it lapsed.
    Cancelled,
}
