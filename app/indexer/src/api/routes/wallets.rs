//! Rewards of a wallet by day, as JSON and CSV.

use axum::{
    extract::State,
    http::{header, HeaderName},
    Json,
};
use io_ledger::Kind;
use serde::Deserialize;
use utoipa::IntoParams;

use super::list::{list, list_query};
use crate::api::{
    answers::{Address, Day, Page, RewardDay, Row},
    asked::{Asked, Named, MAX_LIMIT},
    csv,
    problem::Problem,
    source::{Direction, Query},
    Api,
};

list_query! {
    /// Range of days.
    pub struct RewardQuery {
        /// Only from this day on, such as 2026-01-01
        #[param(value_type = Option<String>, format = Date)]
        from: Option<Day>,
        /// Only before this day
        #[param(value_type = Option<String>, format = Date)]
        until: Option<Day>,
    }
}

/// Rewards of a wallet by UTC day, oldest first
#[utoipa::path(
    get, path = "/v1/wallets/{address}/rewards", tag = "wallets",
    params(("address" = Address, Path, description = "The wallet"), RewardQuery),
    responses((status = 200, body = Page<RewardDay>, description = "Days without rewards are omitted"))
)]
pub async fn rewards(
    State(api): State<Api>,
    Named(wallet): Named<Address>,
    Asked(asked): Asked<RewardQuery>,
) -> Result<Json<Page<Row>>, Problem> {
    let query = days(&wallet, asked.from, asked.until);
    list(&api, query, asked.cursor.as_deref(), asked.limit).await
}

/// Days of the file.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FileQuery {
    /// Only from this day on, such as 2026-01-01
    #[param(value_type = Option<String>, format = Date)]
    from: Option<Day>,
    /// Only before this day
    #[param(value_type = Option<String>, format = Date)]
    until: Option<Day>,
}

/// Rewards of a wallet by UTC day in IO, as a CSV file for spreadsheets
#[utoipa::path(
    get, path = "/v1/wallets/{address}/rewards.csv", tag = "wallets",
    params(("address" = Address, Path, description = "The wallet"), FileQuery),
    responses((status = 200, body = String, content_type = "text/csv"))
)]
pub async fn rewards_csv(
    State(api): State<Api>,
    Named(wallet): Named<Address>,
    Asked(asked): Asked<FileQuery>,
) -> Result<([(HeaderName, String); 2], Vec<u8>), Problem> {
    let mut query = days(&wallet, asked.from, asked.until);
    query.limit = MAX_LIMIT;
    let mut rows = Vec::new();
    loop {
        let page = api.source.rows(query.clone()).await?;
        let is_last = page.len() < MAX_LIMIT as usize;
        query.after = page.last().map(|it| it.position.clone());
        rows.extend(page.iter().filter_map(|it| match &it.row {
            io_ledger::Row::RewardDay(day) => Some(RewardDay::new(day)),
            _ => None,
        }));
        if is_last {
            break;
        }
    }
    let name = format!("attachment; filename=\"rewards-{wallet}.csv\"");
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".into()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, csv::rewards(&rows)))
}

fn days(wallet: &Address, from: Option<Day>, until: Option<Day>) -> Query {
    Query::new(Kind::RewardDay, "day", Direction::Up)
        .is("wallet", Some(wallet.clone()))
        .from("day", from.map(|it| it.0))
        .until("day", until.map(|it| it.0))
}
