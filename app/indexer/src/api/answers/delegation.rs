//! Delegations.

use io_ledger::rows;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Address, Amount};

/// The stake of one staker with one supplier. Amounts are in IO base units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Delegation {
    /// Address of the delegation.
    pub address: Address,
    /// The supplier.
    pub supplier: Address,
    /// The staker.
    pub staker: Address,
    /// Active stake, including stake held by open slashes.
    pub active: Amount,
    /// Stake in its cooldown, including stake held by open slashes.
    pub cooling: Amount,
    /// Stake held by open slashes, included in the two above.
    pub held: Amount,
    /// Unclaimed rewards as of its last event.
    pub due: Amount,
    /// Rewards claimed, including those compounded.
    pub claimed: Amount,
    /// Rewards compounded.
    pub compounded: Amount,
    /// Stake lost to slashes.
    pub slashed: Amount,
    /// Open unstake requests. The last index is for stake returned by slashes.
    pub requests: Vec<UnstakeRequest>,
    /// Slot of its last change.
    pub slot: u64,
}

/// Stake in its cooldown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UnstakeRequest {
    /// Its index in the account.
    pub place: u8,
    /// Amount, in IO base units.
    pub amount: Amount,
    /// When it can be withdrawn, in unix seconds.
    pub unlocks_at: i64,
}

impl Delegation {
    /// The answer for a row.
    pub fn new(it: &rows::Delegation, slot: u64) -> Self {
        let held_active = it.held.iter().map(|it| it.active);
        let held_cooling = it.held.iter().map(|it| it.cooling);
        let requests = it.requests.iter().zip(0..);
        let requests = requests.filter(|(it, _)| it.amount.0 != 0);
        let requests = requests.map(|(it, place)| UnstakeRequest {
            place,
            amount: it.amount.into(),
            unlocks_at: it.unlocks_at,
        });
        let cooling = it.requests.iter().map(|it| it.amount);
        Self {
            address: it.address.into(),
            supplier: it.supplier.into(),
            staker: it.staker.into(),
            active: Amount::sum(held_active.clone().chain([it.active])),
            cooling: Amount::sum(held_cooling.clone().chain(cooling)),
            held: Amount::sum(held_active.chain(held_cooling)),
            due: it.owed.into(),
            claimed: it.claimed.into(),
            compounded: it.compounded.into(),
            slashed: it.slashed.into(),
            requests: requests.collect(),
            slot,
        }
    }
}
