//! Offers.

use io_ledger::rows;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Address, Amount, Currency};

/// GPUs of one supplier at a price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Offer {
    /// Address of the offer.
    pub address: Address,
    /// The supplier.
    pub supplier: Address,
    /// Index of the GPU model.
    pub model: u16,
    /// GPUs offered.
    pub gpus: u32,
    /// GPUs reserved.
    pub reserved: u32,
    /// Price of a GPU-hour, in micro-USD.
    pub price_micro_usd: Amount,
    /// Currencies accepted.
    pub currencies: Vec<Currency>,
    /// Revision, raised by each edit.
    pub revision: u32,
    /// Whether the supplier has paused it: it refuses new reservations.
    pub paused: bool,
    /// Whether it is closed.
    pub closed: bool,
    /// When it was created, in unix seconds.
    pub created_at: i64,
    /// Slot of its last change.
    pub slot: u64,
}

impl Offer {
    /// The answer for a row.
    pub fn new(it: &rows::Offer, slot: u64) -> Self {
        let currencies = [(1, Currency::Io), (2, Currency::Usdc)];
        let currencies = currencies
            .into_iter()
            .filter(|(bit, _)| it.currencies & bit != 0);
        Self {
            address: it.address.into(),
            supplier: it.supplier.into(),
            model: it.model,
            gpus: it.gpus,
            reserved: it.reserved,
            price_micro_usd: it.price_micro_usd.into(),
            currencies: currencies.map(|(_, currency)| currency).collect(),
            revision: it.revision,
            paused: it.paused,
            closed: it.closed,
            created_at: it.created_at,
            slot,
        }
    }
}
