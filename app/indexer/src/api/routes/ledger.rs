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
    let limit = asked::limit(asked.limit)?;
    let after = asked.cursor.as_deref();
    let after = after.map(|it| cursor::to_ledger(kind, it)).transpose()?;
    // One more shows whether there is a next page.
    let mut rows = api
        .source
        .ledger(kind, after, limit.saturating_add(1))
        .await?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let last = rows.last().filter(|_| more);
    let next = last.map(|row| cursor::of_ledger(kind, row.key.clone()));
    Ok(Json(Ledger { rows, next }))
}
