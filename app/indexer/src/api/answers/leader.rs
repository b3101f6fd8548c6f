//! Leaderboards.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Address, Amount};

/// The top of a leaderboard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Leaders {
    /// The leaderboard.
    pub board: Board,
    /// Unit of the amounts.
    pub measure: Measure,
    /// Highest amount first; equal amounts by address.
    pub data: Vec<Leader>,
}

/// One place of a leaderboard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Leader {
    /// Rank, from 1.
    pub rank: u32,
    /// The supplier or the wallet.
    pub address: Address,
    /// The amount.
    pub amount: Amount,
}

/// A leaderboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Board {
    /// Suppliers by active stake, own and delegated.
    SuppliersByStake,
    /// Suppliers by rewards settled, for owner and delegators.
    SuppliersByEarned,
    /// Stakers by active stake in all delegations.
    StakersByStake,
    /// Stakers by rewards claimed, including those compounded.
    StakersByRewards,
    /// Renters by USDC paid to suppliers for their reservations.
    RentersByUsdc,
    /// Renters by IO paid to suppliers for their reservations.
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

    /// Unit of its amounts.
    pub fn measure(self) -> Measure {
        match self {
            Self::RentersByUsdc => Measure::Usdc,
            _ => Measure::Io,
        }
    }
}

/// Unit of a leaderboard's amounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Measure {
    /// IO base units.
    Io,
    /// Micro-USD.
    Usdc,
}
