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
    /// Its operator; none until an event names it.
    pub operator: Option<Address>,
    /// Its payout wallet; none until an event names it.
    pub payout: Option<Address>,
    /// Index of its GPU model.
    pub model: u16,
    /// GPUs of the last attestation.
    pub gpus: u32,
    /// Compute units that it counted, in 10⁻⁴ units.
    pub units: Amount,
    /// When it expires, in unix seconds; none without one.
    pub attested_until: Option<i64>,
    /// Commission in force, in bps.
    pub commission_bps: u16,
    /// Announced commission, in bps; none if none is announced.
    pub next_commission_bps: Option<u16>,
    /// Epoch hour from which it applies.
    pub next_commission_from: Option<u32>,
    /// Active stake, with the owner's.
    pub active_stake: Amount,
    /// The owner's active stake, as part of that.
    pub own_stake: Amount,
    /// Stake in its cooldown, with the owner's.
    pub cooling_stake: Amount,
    /// Stake that open slashes hold, as part of the above.
    pub held_stake: Amount,
    /// Settled so far, for owner and delegators.
    pub earned: Amount,
    /// The owner's part that is not yet claimed.
    pub owner_due: Amount,
    /// The owner's part that is claimed.
    pub owner_claimed: Amount,
    /// Epoch hour up to which it is settled; none before the first settlement.
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
    /// Metered seconds times GPUs.
    pub gpu_seconds: Amount,
    /// Fees paid in IO, in IO base units.
    pub fees_io: Amount,
    /// Fees paid in USDC, in micro-USD.
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

impl Supplier {
    /// The answer of a row.
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
