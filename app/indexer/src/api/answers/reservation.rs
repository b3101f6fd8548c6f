//! Reservations.

use io_ledger::rows;
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
    /// The payer, who is also refunded.
    pub payer: Address,
    /// The supplier.
    pub supplier: Address,
    /// The offer.
    pub offer: Address,
    /// Currency.
    pub currency: Currency,
    /// State.
    pub state: ReservationState,
    /// Why it ended; null before the end.
    pub end_reason: Option<EndReason>,
    /// GPUs reserved.
    pub gpus: u32,
    /// Reserved time including extensions, in seconds.
    pub seconds: u64,
    /// Rate of the last segment, in base units per hour for all GPUs together.
    pub rate: Amount,
    /// When it was reserved.
    pub reserved_at: i64,
    /// When the meter started; null before the start.
    pub started_at: Option<i64>,
    /// When the reserved time ends; null before the start.
    pub ends_at: Option<i64>,
    /// When the supplier announced the end; null if it has not.
    pub announced_at: Option<i64>,
    /// When the meter stopped; null if it is running or never ran.
    pub ended_at: Option<i64>,
    /// Downtime in seconds, as of the last event.
    pub downtime: u32,
    /// Whether the council reports an outage now.
    pub down: bool,
    /// Whether the downtime was a breach; null before the reservation is closed.
    pub breach: Option<bool>,
    /// Whether the supplier is paid in full.
    pub supplier_paid: bool,
    /// Whether its accounts are closed.
    pub account_closed: bool,
    /// Paid in by the payer, excluding the deposit of an open dispute.
    pub locked: Amount,
    /// Deposit of an open dispute.
    pub deposit: Amount,
    /// Cost for which the payer is liable.
    pub payable: Amount,
    /// Part of `payable` that is no longer held back.
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

impl Reservation {
    /// The answer for a row.
    pub fn new(it: &rows::Reservation, slot: u64) -> Self {
        let state = ReservationState::new(it.state);
        let totals = &it.totals;
        Self {
            address: it.address.into(),
            renter: it.renter.into(),
            payer: it.payer.into(),
            supplier: it.supplier.into(),
            offer: it.offer.into(),
            currency: match it.in_io {
                true => Currency::Io,
                false => Currency::Usdc,
            },
            state,
            end_reason: it.end_reason.map(EndReason::new),
            gpus: it.gpus,
            seconds: it.seconds.into(),
            rate: it.rate.into(),
            reserved_at: it.created_at,
            started_at: it.started_at,
            ends_at: it.ends_at,
            announced_at: it.announced_at,
            ended_at: it.ended_at,
            downtime: it.downtime,
            down: it.down,
            breach: (state == ReservationState::Closed).then_some(it.breached),
            supplier_paid: it.supplier_paid,
            account_closed: it.account_closed,
            locked: totals.locked.into(),
            deposit: totals.deposit.into(),
            payable: totals.payable.into(),
            charged: totals.charged.into(),
            paid: totals.paid.into(),
            refunded: totals.refunded.into(),
            fees: totals.fees.into(),
            owed_to_supplier: totals.owed_to_supplier.into(),
            owed_to_payer: totals.owed_to_payer.into(),
            owed_fees: totals.owed_fees.into(),
            slot,
        }
    }
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

/// Reason for the end of a reservation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum EndReason {
    /// Its reserved time was over.
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

impl ReservationState {
    fn new(it: rows::State) -> Self {
        match it {
            rows::State::Reserved => Self::Reserved,
            rows::State::Active => Self::Active,
            rows::State::Ended => Self::Ended,
            rows::State::Closed => Self::Closed,
        }
    }
}

impl EndReason {
    fn new(it: rows::EndReason) -> Self {
        match it {
            rows::EndReason::Completed => Self::Completed,
            rows::EndReason::RenterTerminated => Self::RenterTerminated,
            rows::EndReason::SupplierTerminated => Self::SupplierTerminated,
            rows::EndReason::Declined => Self::Declined,
            rows::EndReason::NotStarted => Self::NotStarted,
            rows::EndReason::TerminatedForDowntime => Self::TerminatedForDowntime,
            rows::EndReason::TerminatedEarly => Self::TerminatedEarly,
        }
    }
}
