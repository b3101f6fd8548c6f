//! Rows as the index keeps them.

use axum::{extract::State, Json};
use serde::Deserialize;
use utoipa::IntoParams;

use super::list::found;
use crate::api::{
    answers::{Ledger, LedgerKind, LedgerRow},
    asked::{Asked, Named},
    problem::Problem,
    source::{Direction, Query, SourceError, KEY},
    Api,
};

/// Some rows.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LedgerQuery {
    /// `next` of the page before
    cursor: Option<String>,
    /// Most rows: 100 unless given
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
}

/// Rows as the index keeps them, to compare with the accounts
#[utoipa::path(
    get, path = "/v1/ledger/{kind}", tag = "ledger",
    params(("kind" = LedgerKind, Path, description = "Kind of the rows"), LedgerQuery),
    responses((status = 200, body = Ledger))
)]
pub async fn ledger(
    State(api): State<Api>,
    Named(kind): Named<LedgerKind>,
    Asked(asked): Asked<LedgerQuery>,
) -> Result<Json<Ledger>, Problem> {
    let query = Query::new(kind.into(), KEY, Direction::Up);
    let (rows, next) = found(&api, query, asked.cursor.as_deref(), asked.limit).await?;
    let rows = rows.into_iter().map(|it| {
        let row = it.row.json().and_then(|it| serde_json::from_str(&it));
        Ok(LedgerRow {
            key: it.position.key,
            slot: it.slot,
            row: row.map_err(|error| SourceError(error.to_string()))?,
        })
    });
    let rows = rows.collect::<Result<_, Problem>>()?;
    Ok(Json(Ledger { rows, next }))
}
