//! Suppliers.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Address, Amount};

/// A supplier. Amounts are in IO base units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Supplier {
    /// Address of the supplier.
    pub address: Address,
    /// Its owner.
    pub owner: Address,
    /// Its operator.
    pub operator: Address,
    /// Its payout wallet.
    pub payout: Address,
    /// Who may accept to be its owner; none if no one may.
    pub proposed_owner: Option<Address>,
    /// Index of its GPU model.
    pub model: u16,
    /// Its pool; none before it is known.
    pub pool: Option<Pool>,
    /// GPUs attested.
    pub gpus: u32,
    /// Compute units that count, in 10⁻⁴ units.
    pub units: Amount,
    /// When the attestation expires, in unix seconds; none without one.
    pub attested_until: Option<i64>,
    /// Commission in force, in bps.
    pub commission_bps: u16,
    /// Announced commission, in bps; none if none is announced.
    pub next_commission_bps: Option<u16>,
    /// Epoch hour from which it applies.
    pub next_commission_from: Option<u32>,
    /// Most that may be delegated; none before it is known.
    pub max_delegated: Option<Amount>,
    /// Active stake, with the owner's.
    pub active_stake: Amount,
    /// The owner's active stake, as part of that.
    pub own_stake: Amount,
    /// Stake in its cooldown.
    pub cooling_stake: Amount,
    /// Stake that open slashes hold.
    pub held_stake: Amount,
    /// Settled so far, for owner and delegators.
    pub earned: Amount,
    /// The owner's part of that.
    pub owner_earned: Amount,
    /// Paid to the owner.
    pub claimed: Amount,
    /// Epoch hour up to which it is settled; none before the first.
    pub settled_hour: Option<u32>,
    /// GPUs reserved now, over all offers.
    pub reserved_gpus: u32,
    /// Its service.
    pub service: ServiceRecord,
    /// Whether it is closed.
    pub closed: bool,
    /// When it was registered, in unix seconds.
    pub registered_at: i64,
    /// Slot of its last change.
    pub slot: u64,
}

/// What a supplier has served.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ServiceRecord {
    /// Reservations made.
    pub reservations: u64,
    /// Reservations closed.
    pub closed: u64,
    /// Seconds metered, over all closed reservations.
    pub seconds: u64,
    /// Seconds of downtime, over all closed reservations.
    pub downtime: u64,
    /// Closed reservations whose downtime was a breach.
    pub breaches: u64,
    /// Reservations that it declined, did not start or terminated.
    pub withdrawn: u64,
}

/// Which half of an hour's emission a supplier shares in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Pool {
    /// Enterprise.
    Enterprise,
    /// Community.
    Community,
}
