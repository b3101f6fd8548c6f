//! Suppliers.

use io_ledger::rows;
use serde::Serialize;
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
    /// Its operator; null until an event names it.
    pub operator: Option<Address>,
    /// Its payout wallet; null until an event names it.
    pub payout: Option<Address>,
    /// Index of its GPU model.
    pub model: u16,
    /// GPUs in the last attestation.
    pub gpus: u32,
    /// Compute units of the last attestation, in 10⁻⁴ units.
    pub units: Amount,
    /// When that attestation expires, in unix seconds; null without one.
    pub attested_until: Option<i64>,
    /// Current commission, in bps.
    pub commission_bps: u16,
    /// Announced commission, in bps; null if none is announced.
    pub next_commission_bps: Option<u16>,
    /// Epoch hour from which the announced commission applies.
    pub next_commission_from: Option<u32>,
    /// Active stake, including own stake.
    pub active_stake: Amount,
    /// Active own stake, included in `active`.
    pub own_stake: Amount,
    /// Stake in its cooldown, including own stake.
    pub cooling_stake: Amount,
    /// Stake held by open slashes, included in the above.
    pub held_stake: Amount,
    /// Rewards settled so far, for owner and delegators.
    pub earned: Amount,
    /// The owner's unclaimed rewards.
    pub owner_due: Amount,
    /// The owner's claimed rewards.
    pub owner_claimed: Amount,
    /// Epoch hour up to which it is settled; null before the first settlement.
    pub settled_hour: Option<u32>,
    /// GPUs reserved now, over all offers.
    pub reserved_gpus: u32,
    /// Its service record.
    pub service: ServiceRecord,
    /// Whether it is closed.
    pub closed: bool,
    /// When it was registered, in unix seconds.
    pub registered_at: i64,
    /// Slot of its last change.
    pub slot: u64,
}

/// Service record of a supplier.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ServiceRecord {
    /// Metered GPU-seconds.
    pub gpu_seconds: Amount,
    /// Fees paid in IO, in IO base units.
    pub fees_io: Amount,
    /// Fees paid in USDC, in micro-USD.
    pub fees_usdc: Amount,
    /// Seconds of downtime.
    pub outage_seconds: Amount,
    /// Reservations completed, or ended by the renter.
    pub completed: u32,
    /// Reservations terminated by the supplier.
    pub terminated: u32,
    /// Epoch hours in which a reservation was not started in time.
    pub not_started: u32,
    /// Reservations declined.
    pub declined: u32,
    /// Reservations with a breach.
    pub breaches: u32,
    /// Reservations ended by the renter within the grace period.
    pub early: u32,
}

impl Supplier {
    /// The answer for a row.
    pub fn new(it: &rows::Supplier, slot: u64) -> Self {
        let stake = &it.stake;
        let announced = it.commission.next_from != 0;
        let held = [stake.own_held, stake.delegated_held, stake.cooling_held];
        let held_in_cooldown = stake.own_requests.iter().map(|it| it.held);
        let cooling = [stake.own_cooling, stake.cooling, stake.cooling_held];
        let attestation = &it.attestation;
        Self {
            address: it.address.into(),
            owner: it.owner.into(),
            operator: it.operator.map(Into::into),
            payout: it.payout.map(Into::into),
            model: it.model,
            gpus: attestation.gpus,
            units: attestation.units.into(),
            attested_until: Some(attestation.ends_at).filter(|it| *it != 0),
            commission_bps: it.commission.bps,
            next_commission_bps: announced.then_some(it.commission.next_bps),
            next_commission_from: announced.then_some(it.commission.next_from),
            active_stake: Amount::sum([stake.own, stake.delegated, stake.delegated_held]),
            own_stake: stake.own.into(),
            cooling_stake: Amount::sum(cooling),
            held_stake: Amount::sum(held.into_iter().chain(held_in_cooldown)),
            earned: it.rewards.earned.into(),
            owner_due: it.rewards.owed.into(),
            owner_claimed: it.rewards.claimed.into(),
            settled_hour: Some(it.rewards.settled_hour).filter(|it| *it != 0),
            reserved_gpus: it.usage.reserved_gpus,
            service: ServiceRecord::new(&it.usage.service),
            closed: it.closed,
            registered_at: it.registered_at,
            slot,
        }
    }
}

impl ServiceRecord {
    fn new(it: &rows::Service) -> Self {
        Self {
            gpu_seconds: it.gpu_seconds.into(),
            fees_io: it.fees_io.into(),
            fees_usdc: it.fees_usdc.into(),
            outage_seconds: it.outage_seconds.into(),
            completed: it.completed,
            terminated: it.terminated,
            not_started: it.not_started,
            declined: it.declined,
            breaches: it.breaches,
            early: it.early,
        }
    }
}
