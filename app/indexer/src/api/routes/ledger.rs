//! Rows as stored.

use axum::{extract::State, Json};

use super::list::{found, PageQuery};
use crate::api::{
    answers::{Ledger, LedgerKind, LedgerRow},
    asked::{Asked, Named},
    problem::Problem,
    source::{Direction, Query, SourceError, KEY},
    Api,
};

/// Rows as stored, to compare with the accounts
#[utoipa::path(
    get, path = "/v1/ledger/{kind}", tag = "ledger",
    params(("kind" = LedgerKind, Path, description = "Kind of the rows"), PageQuery),
    responses((status = 200, body = Ledger))
)]
pub async fn ledger(
    State(api): State<Api>,
    Named(kind): Named<LedgerKind>,
    Asked(asked): Asked<PageQuery>,
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
