//! Emissions by hour.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::value::Amount;

/// Emission up to an hour, since the previous hour that has a row. It never changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Hour {
    /// The epoch hour.
    pub hour: u32,
    /// When the clock was advanced, in unix seconds.
    pub at: i64,
    /// Minted, in base units.
    pub minted: Amount,
    /// Hours of the schedule emitted since the launch.
    pub schedule_hour: u32,
    /// Minted since the launch, in base units.
    pub emitted: Amount,
}
