//! What an address is.

use axum::{extract::State, Json};

use crate::api::{
    answers::{Address, Found, Role},
    asked::Named,
    problem::Problem,
    source::{Column, Direction, Kind, Query},
    Api,
};

/// What an address can be by itself.
const ITSELF: [(Kind, Role, &str); 4] = [
    (Kind::Supplier, Role::Supplier, "suppliers"),
    (Kind::Reservation, Role::Reservation, "reservations"),
    (Kind::Offer, Role::Offer, "offers"),
    (Kind::Proposal, Role::Proposal, "proposals"),
];

/// What a wallet can be of something else, and the list that it filters.
const OF_OTHERS: [(Kind, Column, Role, &str); 7] = [
    (Kind::Supplier, Column::Owner, Role::Owner, "suppliers"),
    (
        Kind::Supplier,
        Column::Operator,
        Role::Operator,
        "suppliers",
    ),
    (Kind::Supplier, Column::Payout, Role::Payout, "suppliers"),
    (
        Kind::Delegation,
        Column::Staker,
        Role::Staker,
        "delegations",
    ),
    (
        Kind::Reservation,
        Column::Renter,
        Role::Renter,
        "reservations",
    ),
    (
        Kind::Reservation,
        Column::Payer,
        Role::Payer,
        "reservations",
    ),
    (Kind::Fill, Column::Filler, Role::Filler, "fills"),
];

/// What an address is, and the routes that have it
#[utoipa::path(
    get, path = "/v1/search/{address}", tag = "search",
    params(("address" = Address, Path, description = "An account or a wallet")),
    responses((status = 200, body = [Found], description = "Empty if the index does not know it"))
)]
pub async fn search(
    State(api): State<Api>,
    Named(address): Named<Address>,
) -> Result<Json<Vec<Found>>, Problem> {
    let mut found = Vec::new();
    for (kind, role, list) in ITSELF {
        if api.source.row(kind, address.to_string()).await?.is_some() {
            let path = format!("/v1/{list}/{address}");
            found.push(Found { role, path });
        }
    }
    for (kind, column, role, list) in OF_OTHERS {
        let query = Query::new(kind, Column::Key, Direction::Up);
        let mut query = query.is(column, Some(address.clone()));
        query.limit = 1;
        if !api.source.rows(query).await?.is_empty() {
            let path = format!("/v1/{list}?{}={address}", column.name());
            found.push(Found { role, path });
        }
    }
    Ok(Json(found))
}
