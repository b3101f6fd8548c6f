//! Proposals.

use io_ledger::rows;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Address, Program};

/// A proposed parameter change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Proposal {
    /// Address of the proposal.
    pub address: Address,
    /// The program.
    pub program: Program,
    /// Its state.
    pub state: ProposalState,
    /// The change in words.
    #[schema(example = "stake-per-unit 150 IO")]
    pub change: String,
    /// When it was proposed, in unix seconds.
    pub proposed_at: i64,
    /// When it can be applied, by anyone, in unix seconds.
    pub ready_at: i64,
    /// When it was applied or cancelled, in unix seconds; null while open.
    pub ended_at: Option<i64>,
    /// Slot of its last change.
    pub slot: u64,
}

/// State of a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum ProposalState {
    /// Waiting, ready to apply, or lapsed and not yet closed.
    Open,
    /// Applied.
    Applied,
    /// Cancelled, or closed after it lapsed.
    Cancelled,
}

impl Proposal {
    /// The answer for a row.
    pub fn new(it: &rows::Proposal, slot: u64) -> Self {
        Self {
            address: it.address.into(),
            program: match it.program {
                rows::Program::Emissions => Program::Emissions,
                rows::Program::Marketplace => Program::Marketplace,
                rows::Program::FeeBurn => Program::FeeBurn,
            },
            state: match it.outcome {
                None => ProposalState::Open,
                Some(rows::Outcome::Applied) => ProposalState::Applied,
                Some(rows::Outcome::Cancelled) => ProposalState::Cancelled,
            },
            change: it.change.clone(),
            proposed_at: it.proposed_at,
            ready_at: it.ready_at,
            ended_at: it.ended_at,
            slot,
        }
    }
}
