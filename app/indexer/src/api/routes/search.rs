//! What an address is.

use anchor_lang::prelude::Pubkey;
use axum::{extract::State, Json};
use io_ledger::{Key, Kind};

use crate::api::{
    answers::{Address, Found, Role},
    asked::Named,
    problem::Problem,
    source::{Direction, Query, KEY},
    Api,
};

/// The row whose key is an address.
type KeyOf = fn(Pubkey) -> Key;

/// What an address can be as a key.
const ITSELF: [(KeyOf, Role, &str); 4] = [
    (Key::Supplier, Role::Supplier, "suppliers"),
    (Key::Reservation, Role::Reservation, "reservations"),
    (Key::Offer, Role::Offer, "offers"),
    (Key::Proposal, Role::Proposal, "proposals"),
];

/// What a wallet can be in other rows, and the list to filter by it.
const OF_OTHERS: [(Kind, &str, Role, &str); 7] = [
    (Kind::Supplier, "owner", Role::Owner, "suppliers"),
    (Kind::Supplier, "operator", Role::Operator, "suppliers"),
    (Kind::Supplier, "payout", Role::Payout, "suppliers"),
    (Kind::Delegation, "staker", Role::Staker, "delegations"),
    (Kind::Reservation, "renter", Role::Renter, "reservations"),
    (Kind::Reservation, "payer", Role::Payer, "reservations"),
    (Kind::Fill, "filler", Role::Filler, "fills"),
];

/// What an address is, and the routes that return it
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
    for (key, role, list) in ITSELF {
        let key = key((&address).into());
        if api.source.row(key).await?.is_some() {
            let path = format!("/v1/{list}/{address}");
            found.push(Found { role, path });
        }
    }
    for (kind, column, role, list) in OF_OTHERS {
        let query = Query::new(kind, KEY, Direction::Up);
        let mut query = query.is(column, Some(address.clone()));
        query.limit = 1;
        if !api.source.rows(query).await?.is_empty() {
            let path = format!("/v1/{list}?{}={address}", column);
            found.push(Found { role, path });
        }
    }
    Ok(Json(found))
}
