//! Slashes.

use io_ledger::rows;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Address, Amount};

/// A slash. Amounts are in IO base units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Slash {
    /// Address of the slash.
    pub address: Address,
    /// The supplier.
    pub supplier: Address,
    /// Series of the number.
    pub series: Series,
    /// Number within its series.
    pub number: u32,
    /// Its state.
    pub state: SlashState,
    /// The council's code for the reason; 0 for a breach.
    pub reason: u16,
    /// Amount.
    pub amount: Amount,
    /// Part taken from own stake.
    pub own: Amount,
    /// Part taken from delegators' active stake. Stake that is unstaked in the meantime moves to `cooling`.
    pub delegated: Amount,
    /// Part taken from delegators' cooling stake.
    pub cooling: Amount,
    /// Hash of the evidence, in hexadecimal.
    pub evidence: String,
    /// When it was proposed, in unix seconds.
    pub proposed_at: i64,
    /// When it can be executed, in unix seconds.
    pub due_at: i64,
    /// When it was executed or dropped, in unix seconds; null while open.
    pub ended_at: Option<i64>,
    /// Slot of its last change.
    pub slot: u64,
}

/// Series of slash numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Series {
    /// Slashes proposed by the council.
    Council,
    /// Slashes for breaches.
    Breach,
}

/// State of a slash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum SlashState {
    /// Open: it holds stake.
    Open,
    /// Withdrawn or lapsed: the stake is released.
    Dropped,
    /// The stake is burned.
    Executed,
}

impl Slash {
    /// The answer for a row.
    pub fn new(it: &rows::Slash, slot: u64) -> Self {
        Self {
            address: it.address.into(),
            supplier: it.supplier.into(),
            series: match it.breach {
                true => Series::Breach,
                false => Series::Council,
            },
            number: it.number,
            state: match it.state {
                rows::SlashState::Open => SlashState::Open,
                rows::SlashState::Executed => SlashState::Executed,
                rows::SlashState::Dropped => SlashState::Dropped,
            },
            reason: it.reason,
            amount: it.amount.into(),
            own: Amount::sum(it.own),
            delegated: it.delegated.into(),
            cooling: it.cooling.into(),
            evidence: it.evidence.clone(),
            proposed_at: it.proposed_at,
            due_at: it.due_at,
            ended_at: it.ended_at,
            slot,
        }
    }
}
