//! Rewards of a wallet by day, also as a file for spreadsheets.

use std::str::FromStr;

use axum::{
    extract::State,
    http::{header, HeaderName},
    Json,
};
use serde::{Deserialize, Deserializer};
use utoipa::IntoParams;

use super::list::list;
use crate::api::{
    answers::{Address, Page, RewardDay, Row},
    asked::{Asked, Named, MAX_LIMIT},
    csv,
    problem::Problem,
    source::{Column, Direction, Kind, Query, Value},
    Api,
};

/// A day of UTC, such as 2026-11-30.
pub struct Day(String);

/// It is no day.
#[derive(Debug, thiserror::Error)]
#[error("{0:?} is no day: write it as 2026-11-30")]
pub struct NoDay(String);

impl FromStr for Day {
    type Err = NoDay;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || NoDay(text.chars().take(20).collect());
        let digits = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
        let dashes = |at: usize| text.as_bytes().get(at) == Some(&b'-');
        let formed = text.len() == 10
            && [0, 1, 2, 3, 5, 6, 8, 9].into_iter().all(digits)
            && [4, 7].into_iter().all(dashes);
        if !formed {
            return Err(wrong());
        }
        let part =
            |range: std::ops::Range<usize>| text.get(range).and_then(|it| it.parse::<u8>().ok());
        match (part(5..7), part(8..10)) {
            (Some(1..=12), Some(1..=31)) => Ok(Self(text.into())),
            _ => Err(wrong()),
        }
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl From<Day> for Value {
    fn from(day: Day) -> Self {
        Self::Text(day.0)
    }
}

/// Some days.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RewardQuery {
    /// Only from this day on, such as 2026-01-01
    #[param(value_type = Option<String>, format = Date)]
    from: Option<Day>,
    /// Only before this day
    #[param(value_type = Option<String>, format = Date)]
    until: Option<Day>,
    /// `next` of the page before
    cursor: Option<String>,
    /// Most rows: 100 unless given
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
}

/// Rewards of a wallet by day of UTC, the oldest first
#[utoipa::path(
    get, path = "/v1/wallets/{address}/rewards", tag = "wallets",
    params(("address" = Address, Path, description = "The wallet"), RewardQuery),
    responses((status = 200, body = Page<RewardDay>, description = "Days without rewards are left out"))
)]
pub async fn rewards(
    State(api): State<Api>,
    Named(wallet): Named<Address>,
    Asked(asked): Asked<RewardQuery>,
) -> Result<Json<Page<Row>>, Problem> {
    let query = days(&wallet, asked.from, asked.until);
    list(&api, query, asked.cursor.as_deref(), asked.limit).await
}

/// Which days of the file.
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

/// Rewards of a wallet by day of UTC in IO, as a file for spreadsheets
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
        query.after = page.last().map(|(_, position)| position.clone());
        rows.extend(page.into_iter().filter_map(|(row, _)| match row {
            Row::RewardDay(day) => Some(day),
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
    Query::new(Kind::RewardDay, Column::Day, Direction::Up)
        .is(Column::Wallet, Some(wallet.clone()))
        .from(Column::Day, from)
        .until(Column::Day, until)
}
