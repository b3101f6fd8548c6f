//! A slash.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::OWN_REQUESTS;
use crate::value::{Address, Amount, Index};

/// A slash of the stake behind a supplier.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Slash {
    /// Its address.
    pub address: Address,
    /// The supplier.
    pub supplier: Address,
    /// Whether it is for breaches, and of that series.
    pub breach: bool,
    /// Number in its series.
    pub number: u32,
    /// Reason, as the council numbers its reasons; 0 for a breach.
    pub reason: u16,
    /// Hash of the evidence, in hexadecimal.
    pub evidence: String,
    /// State.
    pub state: SlashState,
    /// When it was proposed, in unix seconds.
    pub proposed_at: i64,
    /// When it falls due, in unix seconds.
    pub due_at: i64,
    /// When it ended, in unix seconds; none while it is open.
    pub ended_at: Option<i64>,
    /// Amount.
    pub amount: Amount,
    /// Own stake, held at the opening: of active stake, then of each unstake request.
    pub own: [Amount; OWN_REQUESTS + 1],
    /// Active stake of delegators; what is unstaked meanwhile moves to `cooling`.
    pub delegated: Amount,
    /// Cooling stake of delegators.
    pub cooling: Amount,
    /// Place among the supplier's slashes of delegated stake, from 1; 0 if it holds own stake only.
    pub place: u32,
    /// Stake index of the supplier at the execution; 0 before.
    pub stake_index: Index,
}

/// State of a slash.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SlashState {
    /// It holds stake.
    #[default]
    Open,
    /// Its stake has been burned.
    Executed,
    /// It was withdrawn or has lapsed.
    Dropped,
}
