//! Leaderboards.

use axum::{extract::State, Json};
use io_ledger::Kind;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::api::{
    answers::{Address, Board, Leader, Leaders},
    asked::{self, Asked, Named},
    problem::Problem,
    source::{Filter, Sums, KEY},
    Api,
};

/// Length of a leaderboard.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LeaderQuery {
    /// Places, 100 by default
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
}

/// A leaderboard, at most a minute old
#[utoipa::path(
    get, path = "/v1/leaderboards/{board}", tag = "leaderboards",
    params(("board" = Board, Path, description = "The leaderboard"), LeaderQuery),
    responses((status = 200, body = Leaders))
)]
pub async fn leaders(
    State(api): State<Api>,
    Named(board): Named<Board>,
    Asked(asked): Asked<LeaderQuery>,
) -> Result<Json<Leaders>, Problem> {
    let limit = asked::limit(asked.limit)?;
    let make = async {
        let found = api.source.sums(sums(board, asked::MAX_LIMIT)).await?;
        let places = found.into_iter().zip(1..);
        let places = places.map(|((address, amount), rank)| Leader {
            rank,
            address: Address::stored(address),
            amount: amount.into(),
        });
        Ok(places.collect())
    };
    let mut data = api.leaders.get(board, make).await?;
    data.truncate(limit as usize);
    Ok(Json(Leaders {
        board,
        measure: board.measure(),
        data,
    }))
}

fn sums(board: Board, limit: u32) -> Sums {
    let paid_in_io = |it: bool| vec![Filter::Is("in_io", it.into())];
    let (kind, filters, by, of) = match board {
        Board::SuppliersByStake => (Kind::Supplier, vec![], KEY, "active"),
        Board::SuppliersByEarned => (Kind::Supplier, vec![], KEY, "earned"),
        Board::StakersByStake => (Kind::Delegation, vec![], "staker", "active"),
        Board::StakersByRewards => (Kind::Delegation, vec![], "staker", "claimed"),
        Board::RentersByUsdc => (Kind::Reservation, paid_in_io(false), "renter", "paid"),
        Board::RentersByIo => (Kind::Reservation, paid_in_io(true), "renter", "paid"),
        Board::FillersByBurned => (Kind::Fill, vec![], "filler", "io"),
    };
    Sums {
        kind,
        filters,
        by,
        of,
        limit,
    }
}
