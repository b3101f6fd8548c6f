//! Rewards of a wallet by day.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::value::{Address, Amount};

/// Rewards of a wallet in a day, in base units of IO.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RewardDay {
    /// The wallet.
    pub wallet: Address,
    /// Days since 1 January 1970, UTC.
    pub day: i64,
    /// Counted: for an owner at each settlement, for a staker when something happens to its delegation.
    pub earned: Amount,
    /// Paid out to the wallet.
    pub claimed: Amount,
    /// Delegated instead of paid out.
    pub compounded: Amount,
}
