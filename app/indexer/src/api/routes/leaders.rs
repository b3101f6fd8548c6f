//! Leaderboards.

use axum::{extract::State, Json};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::api::{
    answers::{Address, Board, Currency, Leader, Leaders},
    asked::{self, Asked, Named},
    problem::Problem,
    source::{Column, Filter, Kind, Sums},
    Api,
};

/// How much of a leaderboard.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LeaderQuery {
    /// Most places: 100 unless given
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
}

/// A leaderboard
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
    let found = api.source.sums(sums(board, limit)).await?;
    let data = found.into_iter().zip(1..);
    let data = data.map(|((address, amount), rank)| Leader {
        rank,
        address: Address::stored(address),
        amount: amount.into(),
    });
    Ok(Json(Leaders {
        board,
        measure: board.measure(),
        data: data.collect(),
    }))
}

fn sums(board: Board, limit: u32) -> Sums {
    let paid_in = |it: Currency| vec![Filter::Is(Column::Currency, it.into())];
    let (kind, filters, by, of): (_, _, _, &'static [Column]) = match board {
        Board::SuppliersByStake => (Kind::Supplier, vec![], Column::Key, &[Column::Active]),
        Board::SuppliersByEarned => (Kind::Supplier, vec![], Column::Key, &[Column::Earned]),
        Board::StakersByStake => (Kind::Delegation, vec![], Column::Staker, &[Column::Active]),
        Board::StakersByRewards => {
            let of = &[Column::Claimed, Column::Compounded];
            (Kind::Delegation, vec![], Column::Staker, of)
        }
        Board::RentersByUsdc => {
            let filters = paid_in(Currency::Usdc);
            (Kind::Reservation, filters, Column::Renter, &[Column::Paid])
        }
        Board::RentersByIo => {
            let filters = paid_in(Currency::Io);
            (Kind::Reservation, filters, Column::Renter, &[Column::Paid])
        }
        Board::FillersByBurned => (Kind::Fill, vec![], Column::Filler, &[Column::Io]),
    };
    Sums {
        kind,
        filters,
        by,
        of,
        limit,
    }
}
