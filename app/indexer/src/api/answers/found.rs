//! What an address is.

use serde::Serialize;
use utoipa::ToSchema;

/// One role of an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Found {
    /// The role.
    pub role: Role,
    /// Route of this API that returns it, or the list of them.
    #[schema(example = "/v1/reservations?renter=4vJ9JU1bJJE96FWSJKvHsmmFADCg4gpZQff4P3bkLKi")]
    pub path: String,
}

/// Role of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Role {
    /// A supplier.
    Supplier,
    /// A reservation.
    Reservation,
    /// An offer.
    Offer,
    /// A proposal.
    Proposal,
    /// Owner of suppliers.
    Owner,
    /// Operator of suppliers.
    Operator,
    /// Payout wallet of suppliers.
    Payout,
    /// Staker of delegations.
    Staker,
    /// Renter of reservations.
    Renter,
    /// Payer of reservations.
    Payer,
    /// Filler of auctions.
    Filler,
}
