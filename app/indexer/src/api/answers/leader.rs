//! Leaderboards.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Address, Amount};

/// The first places of a leaderboard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Leaders {
    /// The leaderboard.
    pub board: Board,
    /// What is compared.
    pub measure: Measure,
    /// The first places, the highest amount first. Of equal amounts, the lower address is first.
    pub data: Vec<Leader>,
}

/// One place of a leaderboard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Leader {
    /// Its place: the first is 1.
    pub rank: u32,
    /// The supplier or the wallet.
    pub address: Address,
    /// What it comes to.
    pub amount: Amount,
}

/// A leaderboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Board {
    /// Suppliers by active stake behind them.
    SuppliersByStake,
    /// Suppliers by what was settled for them and their stakers.
    SuppliersByEarned,
    /// Stakers by active stake, over all their delegations.
    StakersByStake,
    /// Stakers by rewards claimed, with those compounded.
    StakersByRewards,
    /// Renters by what was paid to suppliers for their reservations in USDC.
    RentersByUsdc,
    /// Renters by what was paid to suppliers for their reservations in IO.
    RentersByIo,
    /// Fillers by IO burned.
    FillersByBurned,
}

impl Board {
    /// All boards.
    pub const ALL: [Self; 7] = [
        Self::SuppliersByStake,
        Self::SuppliersByEarned,
        Self::StakersByStake,
        Self::StakersByRewards,
        Self::RentersByUsdc,
        Self::RentersByIo,
        Self::FillersByBurned,
    ];

    /// What it compares.
    pub fn measure(self) -> Measure {
        match self {
            Self::RentersByUsdc => Measure::Usdc,
            _ => Measure::Io,
        }
    }
}

/// What the amounts of a leaderboard are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Measure {
    /// IO base units.
    Io,
    /// Micro-USD.
    Usdc,
}
