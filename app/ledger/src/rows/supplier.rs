//! A supplier: its stake, its rewards, and its service record.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    value::{sum, Address, Amount, Index},
    Error,
};

/// Places for unstake requests of own stake.
pub const OWN_REQUESTS: usize = 4;

/// A supplier.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Supplier {
    /// Its address.
    pub address: Address,
    /// Its owner.
    pub owner: Address,
    /// Its operator; none until an event names it.
    pub operator: Option<Address>,
    /// Its payout wallet; none until an event names it.
    pub payout: Option<Address>,
    /// Index of its GPU model.
    pub model: u16,
    /// When it was registered, in unix seconds.
    pub registered_at: i64,
    /// Whether it has been closed.
    pub closed: bool,
    /// Commission.
    pub commission: Commission,
    /// The last attestation.
    pub attestation: Attestation,
    /// Stake.
    pub stake: Stake,
    /// Slashes of the stake.
    pub slashes: Slashes,
    /// Rewards.
    pub rewards: Rewards,
    /// What the marketplace has recorded.
    pub usage: Usage,
}

/// Part of the delegators' rewards that the supplier keeps.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Commission {
    /// In force, in bps.
    pub bps: u16,
    /// Announced, in bps; 0 for none.
    pub next_bps: u16,
    /// Epoch hour from which the announced one applies; 0 for none.
    pub next_from: u32,
}

/// The last attestation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Attestation {
    /// GPUs attested.
    pub gpus: u32,
    /// When it expires, in unix seconds.
    pub ends_at: i64,
    /// Compute units counted when it was made, in 10⁻⁴ units.
    pub units: Amount,
}

/// Stake behind a supplier.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Stake {
    /// Own active stake, including held stake.
    pub own: Amount,
    /// The part of `own` that open slashes hold.
    pub own_held: Amount,
    /// Own cooling stake: the sum of `own_requests`.
    pub own_cooling: Amount,
    /// Delegators' active stake, excluding held stake.
    pub delegated: Amount,
    /// Delegators' active stake that open slashes hold.
    pub delegated_held: Amount,
    /// Delegators' cooling stake, excluding held stake.
    pub cooling: Amount,
    /// Delegators' cooling stake that open slashes hold.
    pub cooling_held: Amount,
    /// Unstake requests of own stake.
    pub own_requests: [OwnRequest; OWN_REQUESTS],
}

/// An unstake request of own stake. An amount of 0 marks a free place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OwnRequest {
    /// The owner who made it and may withdraw it.
    pub holder: Address,
    /// Amount, including the held part.
    pub amount: Amount,
    /// The part that open slashes hold.
    pub held: Amount,
    /// When it can be withdrawn, in unix seconds.
    pub unlocks_at: i64,
}

/// Slashes of a supplier.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Slashes {
    /// Held by open slashes.
    pub open: Amount,
    /// Taken by slashes.
    pub taken: Amount,
    /// Cost of breaches that has become slashes.
    pub breached: Amount,
    /// Slashes proposed by the council.
    pub count: u32,
    /// Slashes proposed for breaches.
    pub breach_count: u32,
    /// Open slashes of both series.
    pub open_count: u32,
    /// Slashes of delegated stake.
    pub shared: u32,
}

/// Rewards of a supplier and of the stake behind it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Rewards {
    /// Rewards for each base unit of delegated stake since the registration, times 2⁶⁴.
    pub stake_index: Index,
    /// Commission and reward of own stake, not yet claimed.
    pub owed: Amount,
    /// Commission and reward of own stake, claimed.
    pub claimed: Amount,
    /// Everything settled, including the delegators' part.
    pub earned: Amount,
    /// Epoch hour up to which it is settled; 0 before the first settlement.
    pub settled_hour: u32,
}

/// What the marketplace has recorded of a supplier.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Usage {
    /// GPUs reserved, over all offers.
    pub reserved_gpus: u32,
    /// Reservations that may still owe the supplier.
    pub open_reservations: u32,
    /// Cost of all breaches, in base units of IO.
    pub breached: Amount,
    /// Epoch hour of the newest bit of `not_started_hours`.
    pub not_started_hour: u32,
    /// Epoch hours that count as not started: bit n for the hour n before `not_started_hour`.
    pub not_started_hours: u32,
    /// Service record.
    pub service: Service,
}

/// Service record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Service {
    /// Metered seconds times GPUs.
    pub gpu_seconds: Amount,
    /// Fees paid in IO.
    pub fees_io: Amount,
    /// Fees paid in USDC.
    pub fees_usdc: Amount,
    /// Seconds of downtime.
    pub outage_seconds: Amount,
    /// Reservations that were completed, or ended by the renter.
    pub completed: u32,
    /// Reservations that the supplier terminated.
    pub terminated: u32,
    /// Epoch hours with reservations that were not started.
    pub not_started: u32,
    /// Reservations that were declined.
    pub declined: u32,
    /// Reservations with a breach.
    pub breaches: u32,
    /// Reservations that the renter ended within the grace period.
    pub early: u32,
}

impl Rewards {
    /// Pays out `amount` of what is owed.
    ///
    /// # Errors
    /// `Range`.
    pub fn payout(&mut self, amount: u64) -> Result<(), Error> {
        self.owed.pass(&mut self.claimed, amount)
    }
}

impl Stake {
    /// Delegators' stake that earns and counts.
    ///
    /// # Errors
    /// `Range`.
    pub fn delegated_active(&self) -> Result<u64, Error> {
        sum([self.delegated.0, self.delegated_held.0])
    }

    /// Stake that earns and counts.
    ///
    /// # Errors
    /// `Range`.
    pub fn active(&self) -> Result<u64, Error> {
        sum([self.own.0, self.delegated.0, self.delegated_held.0])
    }

    /// All stake, active and cooling.
    ///
    /// # Errors
    /// `Range`.
    pub fn total(&self) -> Result<u64, Error> {
        sum([
            self.own.0,
            self.own_cooling.0,
            self.delegated.0,
            self.delegated_held.0,
            self.cooling.0,
            self.cooling_held.0,
        ])
    }
}
