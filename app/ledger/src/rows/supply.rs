//! The supply of IO.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    value::{sum, Amount},
    Error,
};

/// The supply of IO and what moves it, in base units.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Supply {
    /// Supply at the launch.
    pub genesis: Amount,
    /// Minted since the launch.
    pub emitted: Amount,
    /// Burned by slashes.
    pub slashed: Amount,
    /// Fees in IO burned.
    pub fees_burned: Amount,
    /// Bought with fees in USDC and burned.
    pub bought: Amount,
    /// Rewards paid out.
    pub claimed: Amount,
    /// All stake, active and cooling.
    pub staked: Amount,
    /// Hours of the schedule emitted.
    pub schedule_hour: u32,
}

impl Supply {
    /// The supply, if no holder has burned any.
    ///
    /// # Errors
    /// `Range`.
    pub fn supply(&self) -> Result<u64, Error> {
        let minted = sum([self.genesis.0, self.emitted.0])?;
        let burned = sum([self.slashed.0, self.fees_burned.0, self.bought.0])?;
        minted.checked_sub(burned).ok_or(Error::Range)
    }
}
