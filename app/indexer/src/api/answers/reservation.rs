//! Reservations.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Address, Amount};

/// A reservation. Amounts are in base units of its currency, times in unix seconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Reservation {
    /// Address of the reservation.
    pub address: Address,
    /// The renter.
    pub renter: Address,
    /// Pays, and is refunded.
    pub payer: Address,
    /// The supplier.
    pub supplier: Address,
    /// The offer.
    pub offer: Address,
    /// Currency.
    pub currency: Currency,
    /// State.
    pub state: ReservationState,
    /// Why it ended; none before.
    pub end_reason: Option<EndReason>,
    /// GPUs reserved.
    pub gpus: u32,
    /// Reserved time, with extensions, in seconds.
    pub seconds: u64,
    /// Rate of the last segment: base units per hour, for all GPUs together.
    pub rate: Amount,
    /// When it was made.
    pub reserved_at: i64,
    /// When the meter started; none before.
    pub started_at: Option<i64>,
    /// When the reserved time ends; none before the start.
    pub ends_at: Option<i64>,
    /// When the announced end's notice is over; none without an announced end.
    pub announced_end_at: Option<i64>,
    /// When it ended; none before.
    pub ended_at: Option<i64>,
    /// When it was closed; none before.
    pub closed_at: Option<i64>,
    /// Metered seconds; none before the end.
    pub metered_seconds: Option<u32>,
    /// Seconds of downtime reported.
    pub downtime: u32,
    /// Whether the GPUs are down.
    pub down: bool,
    /// Whether the downtime was a breach; none before it is closed.
    pub breach: Option<bool>,
    /// Its last dispute; none without one.
    pub dispute: Option<DisputeState>,
    /// Its autopay; none without one.
    pub autopay: Option<Autopay>,
    /// Paid in by the payer, without the deposit of an open dispute.
    pub locked: Amount,
    /// Deposit of an open dispute.
    pub deposit: Amount,
    /// Price that the payer is liable for.
    pub payable: Amount,
    /// The part of `payable` that is no longer held back.
    pub charged: Amount,
    /// Paid to the supplier.
    pub paid: Amount,
    /// Refunded to the payer.
    pub refunded: Amount,
    /// Fees sent to the fee-burn program.
    pub fees: Amount,
    /// Owed to the supplier.
    pub owed_to_supplier: Amount,
    /// Owed to the payer.
    pub owed_to_payer: Amount,
    /// Fees not yet sent.
    pub owed_fees: Amount,
    /// Slot of its last change.
    pub slot: u64,
}

/// What a payer allows anyone to extend its reservation by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Autopay {
    /// Highest price of a GPU-hour, in micro-USD.
    pub max_price_micro_usd: Amount,
    /// What it may still spend, in base units of the reservation's currency.
    pub left: Amount,
    /// Seconds before the end from which on it extends.
    pub lead: u32,
    /// Hours that it adds at a time.
    pub hours: u16,
}

/// A currency of reservations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Currency {
    /// IO, of 10⁻⁸ base units.
    Io,
    /// USDC, of 10⁻⁶ base units.
    Usdc,
}

/// State of a reservation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum ReservationState {
    /// Paid for, not started.
    Reserved,
    /// The meter runs.
    Active,
    /// The GPUs are free; the last hours are held back.
    Ended,
    /// Everything is allocated.
    Closed,
}

/// Why a reservation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum EndReason {
    /// Its time was over.
    Completed,
    /// The renter or the payer terminated it.
    RenterTerminated,
    /// The supplier terminated it.
    SupplierTerminated,
    /// The supplier declined it.
    Declined,
    /// The supplier did not start it in time.
    NotStarted,
    /// The renter or the payer terminated it after too much downtime.
    TerminatedForDowntime,
    /// The renter or the payer terminated it within the grace period.
    TerminatedEarly,
}

/// State of a dispute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum DisputeState {
    /// The council may decide.
    Open,
    /// Decided.
    Decided,
    /// Expired: the meter decides.
    Expired,
}
