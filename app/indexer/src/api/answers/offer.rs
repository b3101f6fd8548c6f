//! Offers.

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
    /// Price of a GPU-hour, in micro-USD.
    pub price_micro_usd: Amount,
    /// Currencies taken.
    pub currencies: Vec<Currency>,
    /// Revision.
    pub revision: u32,
    /// Whether new reservations are refused.
    pub paused: bool,
    /// Whether it is closed.
    pub closed: bool,
    /// When it was created, in unix seconds.
    pub created_at: i64,
    /// Slot of its last change.
    pub slot: u64,
}
