//! What lists have in common.

use axum::Json;

use crate::api::{
    answers::{Page, Row},
    asked, cursor,
    problem::Problem,
    source::{Column, Direction, Filter, Kind, Query, Value},
    Api,
};

impl Query {
    /// All rows of a kind in an order.
    pub(super) fn new(kind: Kind, by: Column, direction: Direction) -> Self {
        Self {
            kind,
            filters: Vec::new(),
            by,
            direction,
            after: None,
            limit: asked::DEFAULT_LIMIT,
        }
    }

    /// Only rows whose column has the value, if there is one.
    pub(super) fn is(mut self, column: Column, value: Option<impl Into<Value>>) -> Self {
        let filter = value.map(|it| Filter::Is(column, it.into()));
        self.filters.extend(filter);
        self
    }

    /// Only rows whose column is the value or higher, if there is one.
    pub(super) fn from(mut self, column: Column, value: Option<impl Into<Value>>) -> Self {
        let filter = value.map(|it| Filter::From(column, it.into()));
        self.filters.extend(filter);
        self
    }

    /// Only rows whose column is lower than the value, if there is one.
    pub(super) fn until(mut self, column: Column, value: Option<impl Into<Value>>) -> Self {
        let filter = value.map(|it| Filter::Until(column, it.into()));
        self.filters.extend(filter);
        self
    }
}

/// A page of a list.
pub(super) async fn list(
    api: &Api,
    mut query: Query,
    cursor: Option<&str>,
    limit: Option<u32>,
) -> Result<Json<Page<Row>>, Problem> {
    let limit = asked::limit(limit)?;
    // One more shows whether there is a next page.
    query.limit = limit.saturating_add(1);
    query.after = cursor.map(|it| cursor::to_rows(&query, it)).transpose()?;
    let mut rows = api.source.rows(query.clone()).await?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let last = rows.last().map(|(_, position)| position.clone());
    let next = last.filter(|_| more).map(|it| cursor::of_rows(&query, it));
    Ok(Json(Page {
        data: rows.into_iter().map(|(row, _)| row).collect(),
        next,
    }))
}

/// The row of a key.
pub(super) async fn row(
    api: &Api,
    kind: Kind,
    key: String,
    what: &str,
) -> Result<Json<Row>, Problem> {
    let missing = || Problem::not_found(format!("The index has no {what} {key}"));
    let found = api.source.row(kind, key.clone()).await?;
    found.map(Json).ok_or_else(missing)
}
