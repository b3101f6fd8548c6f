//! Suppliers, delegations and slashes.

use axum::{extract::State, Json};
use io_ledger::{Key, Kind};
use serde::Deserialize;
use utoipa::ToSchema;

use super::list::{list, list_query, row};
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
    /// By address. Stable between pages.
    #[default]
    Address,
    /// Highest active stake first.
    Stake,
    /// Highest settled rewards first.
    Earned,
    /// Most attested GPUs first.
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

list_query! {
    /// Filters of suppliers.
    pub struct SupplierQuery {
        /// Only of this owner
        owner: Option<Address>,
        /// Only with this operator
        operator: Option<Address>,
        /// Only with this payout wallet
        payout: Option<Address>,
        /// Only with GPUs of this model
        model: Option<u16>,
        /// Whether closed
        closed: Option<bool>,
        /// Sort order
        #[serde(default)]
        #[param(inline, required = false)]
        order: SupplierOrder,
    }
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
    /// By supplier and staker. Stable between pages.
    #[default]
    Address,
    /// Highest active stake first.
    Stake,
}

list_query! {
    /// Filters of delegations.
    pub struct DelegationQuery {
        /// Only with this supplier
        supplier: Option<Address>,
        /// Only of this staker
        staker: Option<Address>,
        /// Sort order
        #[serde(default)]
        #[param(inline, required = false)]
        order: DelegationOrder,
    }
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

list_query! {
    /// Filters of slashes.
    pub struct SlashQuery {
        /// Only of this supplier
        supplier: Option<Address>,
        /// Only in this state
        state: Option<SlashState>,
    }
}

/// Slashes, newest first
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
