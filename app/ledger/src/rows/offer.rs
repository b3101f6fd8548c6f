//! An offer of GPUs.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::value::{Address, Amount};

/// An offer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Offer {
    /// Its address.
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
    /// Set of currencies taken: IO 1, USDC 2, both 3.
    pub currencies: u8,
    /// Revision.
    pub revision: u32,
    /// Whether new reservations are refused.
    pub paused: bool,
    /// Whether it has been closed.
    pub closed: bool,
    /// When it was created, in unix seconds.
    pub created_at: i64,
}
