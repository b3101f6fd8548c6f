//! Fees, auctions and fills.

use axum::{extract::State, Json};
use io_ledger::{Key, Kind};
use serde::Deserialize;
use utoipa::IntoParams;

use super::list::{list, row};
use crate::api::{
    answers::{Address, Auction, Fees, Fill, Page, Row},
    asked::{Asked, Named},
    problem::Problem,
    source::{Direction, Query},
    Api,
};

/// What became of the fees
#[utoipa::path(get, path = "/v1/fees", tag = "burn", responses((status = 200, body = Fees)))]
pub async fn fees(State(api): State<Api>) -> Result<Json<Row>, Problem> {
    row(&api, Key::Engine, "event of fee-burn").await
}

/// Some auctions.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AuctionQuery {
    /// `next` of the page before
    cursor: Option<String>,
    /// Most rows: 100 unless given
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
}

/// Auctions, the newest first
#[utoipa::path(get, path = "/v1/auctions", tag = "burn", params(AuctionQuery), responses((status = 200, body = Page<Auction>)))]
pub async fn auctions(
    State(api): State<Api>,
    Asked(asked): Asked<AuctionQuery>,
) -> Result<Json<Page<Row>>, Problem> {
    let query = Query::new(Kind::Auction, "number", Direction::Down);
    list(&api, query, asked.cursor.as_deref(), asked.limit).await
}

/// An auction
#[utoipa::path(
    get, path = "/v1/auctions/{number}", tag = "burn",
    params(("number" = u32, Path, description = "Number of the auction")),
    responses((status = 200, body = Auction))
)]
pub async fn auction(
    State(api): State<Api>,
    Named(number): Named<u32>,
) -> Result<Json<Row>, Problem> {
    row(&api, Key::Auction(number.into()), "such auction").await
}

/// Some fills.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FillQuery {
    /// Only of this filler
    filler: Option<Address>,
    /// Only of this auction
    auction: Option<u32>,
    /// Only from this time on, in unix seconds
    from: Option<i64>,
    /// Only before this time, in unix seconds
    until: Option<i64>,
    /// `next` of the page before
    cursor: Option<String>,
    /// Most rows: 100 unless given
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
}

/// Fills of auctions, the newest first
#[utoipa::path(get, path = "/v1/fills", tag = "burn", params(FillQuery), responses((status = 200, body = Page<Fill>)))]
pub async fn fills(
    State(api): State<Api>,
    Asked(asked): Asked<FillQuery>,
) -> Result<Json<Page<Row>>, Problem> {
    let query = Query::new(Kind::Fill, "time", Direction::Down)
        .is("filler", asked.filler)
        .is("auction", asked.auction)
        .from("time", asked.from)
        .until("time", asked.until);
    list(&api, query, asked.cursor.as_deref(), asked.limit).await
}
