//! Delegations.

use serde::Serialize;
use utoipa::ToSchema;

use super::{Address, Amount};

/// The stake of one staker with one supplier. Amounts are in IO base units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Delegation {
    /// The supplier.
    pub supplier: Address,
    /// The staker.
    pub staker: Address,
    /// Active stake.
    pub active: Amount,
    /// Stake in its cooldown.
    pub cooling: Amount,
    /// Stake that open slashes hold, as part of the two above.
    pub held: Amount,
    /// Rewards settled and not yet claimed.
    pub due: Amount,
    /// Rewards claimed.
    pub claimed: Amount,
    /// Rewards delegated again.
    pub compounded: Amount,
    /// Open unstake requests.
    pub requests: Vec<UnstakeRequest>,
    /// Slot of its last change.
    pub slot: u64,
}

/// Stake in its cooldown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UnstakeRequest {
    /// Its place in the account.
    pub place: u8,
    /// Amount, in IO base units.
    pub amount: Amount,
    /// When it can be withdrawn, in unix seconds.
    pub unlocks_at: i64,
}
