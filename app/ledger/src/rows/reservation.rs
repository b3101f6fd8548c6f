//! A reservation.

use marketplace::{events, state};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    value::{sum, Address, Amount},
    Error,
};

/// A reservation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Reservation {
    /// Its address.
    pub address: Address,
    /// The renter.
    pub renter: Address,
    /// Its payer.
    pub payer: Address,
    /// The supplier.
    pub supplier: Address,
    /// The offer.
    pub offer: Address,
    /// Whether it is paid in IO; otherwise in USDC.
    pub in_io: bool,
    /// GPUs.
    pub gpus: u32,
    /// Base units per hour of the time reserved last, for all GPUs together.
    pub rate: Amount,
    /// Seconds reserved.
    pub seconds: u32,
    /// State.
    pub state: State,
    /// Why it has ended; none before.
    pub end_reason: Option<EndReason>,
    /// When it was made, in unix seconds.
    pub created_at: i64,
    /// When the meter started, in unix seconds; none before.
    pub started_at: Option<i64>,
    /// When the reserved time ends, in unix seconds; none before the start.
    pub ends_at: Option<i64>,
    /// When the meter stopped, in unix seconds; none before, and if it never ran.
    pub ended_at: Option<i64>,
    /// When the supplier announced the end, in unix seconds; none if it has not.
    pub announced_at: Option<i64>,
    /// Whether the council has reported the GPUs down.
    pub down: bool,
    /// Seconds of downtime by the last event.
    pub downtime: u32,
    /// Cost of a breach, in tenths of an IO.
    pub breach: u32,
    /// Whether the downtime was a breach; known once it is closed.
    pub breached: bool,
    /// Amounts.
    pub totals: Totals,
    /// Tokens that others had sent to the escrow and that have left it.
    pub surplus: Amount,
    /// Whether the supplier has been paid completely.
    pub supplier_paid: bool,
    /// Whether its accounts have been closed.
    pub account_closed: bool,
}

/// Amounts of a reservation, in base units of its currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Totals {
    /// Paid in by the payer, except the deposit of an open dispute.
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
    /// Fees sent to fee-burn.
    pub fees: Amount,
    /// Owed to the supplier.
    pub owed_to_supplier: Amount,
    /// Owed to the payer.
    pub owed_to_payer: Amount,
    /// Fees not yet sent.
    pub owed_fees: Amount,
}

impl Totals {
    /// What the escrow must hold.
    ///
    /// # Errors
    /// `Range` if more has left it than came in.
    pub fn escrow(&self) -> Result<u64, Error> {
        let left = sum([self.paid.0, self.refunded.0, self.fees.0])?;
        let came = sum([self.locked.0, self.deposit.0])?;
        came.checked_sub(left).ok_or(Error::Range)
    }
}

impl From<&events::Totals> for Totals {
    fn from(it: &events::Totals) -> Self {
        Self {
            locked: Amount(it.locked),
            deposit: Amount(it.deposit),
            payable: Amount(it.payable),
            charged: Amount(it.charged),
            paid: Amount(it.paid),
            refunded: Amount(it.refunded),
            fees: Amount(it.fees),
            owed_to_supplier: Amount(it.owed_to_supplier),
            owed_to_payer: Amount(it.owed_to_payer),
            owed_fees: Amount(it.owed_fees),
        }
    }
}

/// State of a reservation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Paid for, not started.
    #[default]
    Reserved,
    /// The meter runs.
    Active,
    /// The GPUs are free; the last hours are held back.
    Ended,
    /// Everything is allocated.
    Closed,
}

/// Why a reservation has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
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

impl EndReason {
    /// The reason of an event; none if it has not ended.
    pub fn of(reason: state::EndReason) -> Option<Self> {
        Some(match reason {
            state::EndReason::None => return None,
            state::EndReason::Completed => Self::Completed,
            state::EndReason::RenterTerminated => Self::RenterTerminated,
            state::EndReason::SupplierTerminated => Self::SupplierTerminated,
            state::EndReason::Declined => Self::Declined,
            state::EndReason::NotStarted => Self::NotStarted,
            state::EndReason::TerminatedForDowntime => Self::TerminatedForDowntime,
            state::EndReason::TerminatedEarly => Self::TerminatedEarly,
        })
    }
}
