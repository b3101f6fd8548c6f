//! Status of the index, supply, emissions, prices and proposals.

use axum::{extract::State, Json};
use io_ledger::{Key, Kind};

use super::list::{list, list_query, row};
use crate::api::{
    answers::{
        Address, Hour, Page, Price, PriceKind, Program, Proposal, ProposalState, Row, Status,
        Supply,
    },
    asked::{Asked, Named},
    problem::Problem,
    source::{Direction, Query},
    Api,
};

/// Up to which slot the index is complete
#[utoipa::path(get, path = "/v1/status", tag = "network", responses((status = 200, body = Status)))]
pub async fn status(State(api): State<Api>) -> Result<Json<Status>, Problem> {
    Ok(Json(api.source.status().await?))
}

/// The supply of IO
#[utoipa::path(get, path = "/v1/supply", tag = "network", responses((status = 200, body = Supply)))]
pub async fn supply(State(api): State<Api>) -> Result<Json<Row>, Problem> {
    row(&api, Key::Supply, "supply: the clock has not started").await
}

list_query! {
    /// Range of epoch hours.
    pub struct HourQuery {
        /// Only this epoch hour and later
        from: Option<u32>,
        /// Only epoch hours before this
        until: Option<u32>,
    }
}

/// Emissions by hour, newest first
#[utoipa::path(get, path = "/v1/emissions", tag = "network", params(HourQuery), responses((status = 200, body = Page<Hour>)))]
pub async fn emissions(
    State(api): State<Api>,
    Asked(asked): Asked<HourQuery>,
) -> Result<Json<Page<Row>>, Problem> {
    let query = Query::new(Kind::Hour, "hour", Direction::Down)
        .from("hour", asked.from)
        .until("hour", asked.until);
    list(&api, query, asked.cursor.as_deref(), asked.limit).await
}

list_query! {
    /// Filters of prices.
    pub struct PriceQuery {
        /// Only prices of this kind
        kind: Option<PriceKind>,
        /// Only from this time on, unix seconds
        from: Option<i64>,
        /// Only before this time, unix seconds
        until: Option<i64>,
    }
}

/// Prices of IO recorded by events, newest first
#[utoipa::path(get, path = "/v1/prices", tag = "network", params(PriceQuery), responses((status = 200, body = Page<Price>)))]
pub async fn prices(
    State(api): State<Api>,
    Asked(asked): Asked<PriceQuery>,
) -> Result<Json<Page<Row>>, Problem> {
    let query = Query::new(Kind::Price, "time", Direction::Down)
        .is("source", asked.kind)
        .from("time", asked.from)
        .until("time", asked.until);
    list(&api, query, asked.cursor.as_deref(), asked.limit).await
}

list_query! {
    /// Filters of proposals.
    pub struct ProposalQuery {
        /// Only of this program
        program: Option<Program>,
        /// Only in this state
        state: Option<ProposalState>,
    }
}

/// Proposed parameter changes, newest first
#[utoipa::path(get, path = "/v1/proposals", tag = "network", params(ProposalQuery), responses((status = 200, body = Page<Proposal>)))]
pub async fn proposals(
    State(api): State<Api>,
    Asked(asked): Asked<ProposalQuery>,
) -> Result<Json<Page<Row>>, Problem> {
    let query = Query::new(Kind::Proposal, "proposed_at", Direction::Down)
        .is("program", asked.program)
        .is("state", asked.state);
    list(&api, query, asked.cursor.as_deref(), asked.limit).await
}

/// A proposed change
#[utoipa::path(
    get, path = "/v1/proposals/{address}", tag = "network",
    params(("address" = Address, Path, description = "The proposal")),
    responses((status = 200, body = Proposal))
)]
pub async fn proposal(
    State(api): State<Api>,
    Named(address): Named<Address>,
) -> Result<Json<Row>, Problem> {
    row(&api, Key::Proposal((&address).into()), "such proposal").await
}
