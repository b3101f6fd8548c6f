//! Fees, auctions and fills.

use axum::{extract::State, Json};
use io_ledger::{Key, Kind};

use super::list::{list, list_query, row, PageQuery};
use crate::api::{
    answers::{Address, Auction, Fees, Fill, Page, Row},
    asked::{Asked, Named},
    problem::Problem,
    source::{Direction, Query},
    Api,
};

/// Totals of fees received, burned, spent and paid out
#[utoipa::path(get, path = "/v1/fees", tag = "burn", responses((status = 200, body = Fees)))]
pub async fn fees(State(api): State<Api>) -> Result<Json<Row>, Problem> {
    row(&api, Key::Engine, "event of fee-burn").await
}

/// Auctions, newest first
#[utoipa::path(get, path = "/v1/auctions", tag = "burn", params(PageQuery), responses((status = 200, body = Page<Auction>)))]
pub async fn auctions(
    State(api): State<Api>,
    Asked(asked): Asked<PageQuery>,
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

list_query! {
    /// Filters of fills.
    pub struct FillQuery {
        /// Only of this filler
        filler: Option<Address>,
        /// Only of this auction
        auction: Option<u32>,
        /// Only from this time on, unix seconds
        from: Option<i64>,
        /// Only before this time, unix seconds
        until: Option<i64>,
    }
}

/// Fills of auctions, newest first
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
