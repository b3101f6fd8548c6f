//! A delegation of a staker to a supplier.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    math::part,
    value::{sum, Address, Amount, Index},
    Error,
};

/// Places for cooling stake: eight unstake requests, and one for stake that slashes gave back.
pub const PLACES: usize = 9;
/// The place for stake that slashes gave back.
pub const BACK: usize = 8;

/// A delegation, over all accounts that have existed at its address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Delegation {
    /// Its address.
    pub address: Address,
    /// The supplier.
    pub supplier: Address,
    /// The staker.
    pub staker: Address,
    /// Active stake that no slash holds.
    pub active: Amount,
    /// Cooling stake: eight unstake requests, then what slashes gave back.
    pub requests: [Request; PLACES],
    /// Stake that open slashes hold.
    pub held: Vec<Held>,
    /// Stake index of the supplier up to which `owed` is counted.
    pub stake_index: Index,
    /// Rewards counted and not yet claimed.
    pub owed: Amount,
    /// Rewards claimed, including compounded ones.
    pub claimed: Amount,
    /// Rewards compounded.
    pub compounded: Amount,
    /// Stake lost to slashes.
    pub slashed: Amount,
}

/// Cooling stake. An amount of 0 marks a free place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Request {
    /// Amount.
    pub amount: Amount,
    /// When it can be withdrawn, in unix seconds.
    pub unlocks_at: i64,
}

/// Stake of a delegation that an open slash holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Held {
    /// Number of the slash among the council's.
    pub slash: u32,
    /// Its place among the supplier's slashes of delegated stake, from 1.
    pub place: u32,
    /// Held active stake.
    pub active: Amount,
    /// Held cooling stake.
    pub cooling: Amount,
    /// When the cooling stake can be withdrawn if the slash is dropped, in unix seconds.
    pub unlocks_at: i64,
}

impl Delegation {
    /// Stake that earns: active stake, including held stake.
    ///
    /// # Errors
    /// `Range`.
    pub fn earning(&self) -> Result<u64, Error> {
        let held = self.held.iter().map(|held| held.active.0);
        sum(held.chain([self.active.0]))
    }

    /// Rewards from its index up to `index`, rounded down.
    ///
    /// # Errors
    /// `Range`.
    pub fn gained(&self, index: Index) -> Result<u64, Error> {
        let earning = self.earning()?;
        if earning == 0 {
            return Ok(0);
        }
        let rise = index.0.checked_sub(self.stake_index.0);
        part(earning, rise.ok_or(Error::Range)?)
    }
}
