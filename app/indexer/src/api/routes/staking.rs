//! Suppliers, delegations and slashes.

use axum::{extract::State, Json};
use io_ledger::{Key, Kind};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::list::{list, row};
use crate::api::{
    answers::{Address, Delegation, Page, Row, Slash, SlashState, Supplier},
    asked::{Asked, Named},
    problem::Problem,
    source::{Direction, Query, KEY},
    Api,
};

/// Order of suppliers.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum SupplierOrder {
    /// By address, which does not change between pages.
    #[default]
    Address,
    /// The highest active stake first.
    Stake,
    /// The highest sum settled first.
    Earned,
    /// The most GPUs attested first.
    Gpus,
}

impl SupplierOrder {
    fn by(self) -> (&'static str, Direction) {
        match self {
            Self::Address => (KEY, Direction::Up),
            Self::Stake => ("active", Direction::Down),
            Self::Earned => ("earned", Direction::Down),
            Self::Gpus => ("gpus", Direction::Down),
        }
    }
}

/// Some suppliers.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SupplierQuery {
    /// Only of this owner
    owner: Option<Address>,
    /// Only with this operator
    operator: Option<Address>,
    /// Only with this payout wallet
    payout: Option<Address>,
    /// Only with GPUs of this model
    model: Option<u16>,
    /// Only closed ones, or only others
    closed: Option<bool>,
    /// The order
    #[serde(default)]
    #[param(inline, required = false)]
    order: SupplierOrder,
    /// `next` of the page before
    cursor: Option<String>,
    /// Most rows: 100 unless given
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
}

/// Suppliers
#[utoipa::path(get, path = "/v1/suppliers", tag = "staking", params(SupplierQuery), responses((status = 200, body = Page<Supplier>)))]
pub async fn suppliers(
    State(api): State<Api>,
    Asked(asked): Asked<SupplierQuery>,
) -> Result<Json<Page<Row>>, Problem> {
    let (by, direction) = asked.order.by();
    let query = Query::new(Kind::Supplier, by, direction)
        .is("owner", asked.owner)
        .is("operator", asked.operator)
        .is("payout", asked.payout)
        .is("model", asked.model)
        .is("closed", asked.closed);
    list(&api, query, asked.cursor.as_deref(), asked.limit).await
}

/// A supplier
#[utoipa::path(
    get, path = "/v1/suppliers/{address}", tag = "staking",
    params(("address" = Address, Path, description = "The supplier")),
    responses((status = 200, body = Supplier))
)]
pub async fn supplier(
    State(api): State<Api>,
    Named(address): Named<Address>,
) -> Result<Json<Row>, Problem> {
    row(&api, Key::Supplier((&address).into()), "such supplier").await
}

/// Order of delegations.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum DelegationOrder {
    /// By supplier and staker, which do not change between pages.
    #[default]
    Address,
    /// The highest active stake first.
    Stake,
}

/// Some delegations.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DelegationQuery {
    /// Only with this supplier
    supplier: Option<Address>,
    /// Only of this staker
    staker: Option<Address>,
    /// The order
    #[serde(default)]
    #[param(inline, required = false)]
    order: DelegationOrder,
    /// `next` of the page before
    cursor: Option<String>,
    /// Most rows: 100 unless given
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
}

/// Delegations
#[utoipa::path(get, path = "/v1/delegations", tag = "staking", params(DelegationQuery), responses((status = 200, body = Page<Delegation>)))]
pub async fn delegations(
    State(api): State<Api>,
    Asked(asked): Asked<DelegationQuery>,
) -> Result<Json<Page<Row>>, Problem> {
    let (by, direction) = match asked.order {
        DelegationOrder::Address => (KEY, Direction::Up),
        DelegationOrder::Stake => ("active", Direction::Down),
    };
    let query = Query::new(Kind::Delegation, by, direction)
        .is("supplier", asked.supplier)
        .is("staker", asked.staker);
    list(&api, query, asked.cursor.as_deref(), asked.limit).await
}

/// A delegation
#[utoipa::path(
    get, path = "/v1/delegations/{supplier}/{staker}", tag = "staking",
    params(
        ("supplier" = Address, Path, description = "The supplier"),
        ("staker" = Address, Path, description = "The staker")
    ),
    responses((status = 200, body = Delegation))
)]
pub async fn delegation(
    State(api): State<Api>,
    Named((supplier, staker)): Named<(Address, Address)>,
) -> Result<Json<Row>, Problem> {
    let key = Key::Delegation {
        supplier: (&supplier).into(),
        staker: (&staker).into(),
    };
    row(&api, key, "such delegation").await
}

/// Some slashes.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SlashQuery {
    /// Only of this supplier
    supplier: Option<Address>,
    /// Only in this state
    state: Option<SlashState>,
    /// `next` of the page before
    cursor: Option<String>,
    /// Most rows: 100 unless given
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
}

/// Slashes, the newest first
#[utoipa::path(get, path = "/v1/slashes", tag = "staking", params(SlashQuery), responses((status = 200, body = Page<Slash>)))]
pub async fn slashes(
    State(api): State<Api>,
    Asked(asked): Asked<SlashQuery>,
) -> Result<Json<Page<Row>>, Problem> {
    let query = Query::new(Kind::Slash, "proposed_at", Direction::Down)
        .is("supplier", asked.supplier)
        .is("state", asked.state);
    list(&api, query, asked.cursor.as_deref(), asked.limit).await
}
