//! Shared by all lists.

use axum::Json;
use io_ledger::{Key, Kind};

use crate::api::{
    answers::{Page, Row},
    asked, cursor,
    problem::Problem,
    source::{Column, Direction, Filter, Found, Query, Value},
    Api,
};

impl Query {
    /// All rows of a kind, ordered by a column.
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

    /// Only rows whose column equals the value, if given.
    pub(super) fn is(mut self, column: Column, value: Option<impl Into<Value>>) -> Self {
        let filter = value.map(|it| Filter::Is(column, it.into()));
        self.filters.extend(filter);
        self
    }

    /// Only rows whose column is at least the value, if given.
    pub(super) fn from(mut self, column: Column, value: Option<impl Into<Value>>) -> Self {
        let filter = value.map(|it| Filter::From(column, it.into()));
        self.filters.extend(filter);
        self
    }

    /// Only rows whose column is below the value, if given.
    pub(super) fn until(mut self, column: Column, value: Option<impl Into<Value>>) -> Self {
        let filter = value.map(|it| Filter::Until(column, it.into()));
        self.filters.extend(filter);
        self
    }
}

/// The query parameters of a list: its own, then those that every list has.
macro_rules! list_query {
    ($(#[$of_struct:meta])* pub struct $name:ident { $($(#[$of_field:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$of_struct])*
        #[derive(serde::Deserialize, utoipa::IntoParams)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        #[into_params(parameter_in = Query)]
        pub struct $name {
            $($(#[$of_field])* $field: $type,)*
            /// Cursor of the page: `next` of the previous page
            pub(super) cursor: Option<String>,
            /// Page size, 100 by default
            #[param(minimum = 1, maximum = 1000)]
            pub(super) limit: Option<u32>,
        }
    };
}
pub(super) use list_query;

list_query! {
    /// A list without filters.
    pub struct PageQuery {}
}

/// The rows of a page, and the cursor of the next page.
pub(super) async fn found(
    api: &Api,
    mut query: Query,
    cursor: Option<&str>,
    limit: Option<u32>,
) -> Result<(Vec<Found>, Option<String>), Problem> {
    let limit = asked::limit(limit)?;
    // One row more shows whether there is a next page.
    query.limit = limit.saturating_add(1);
    query.after = cursor.map(|it| cursor::to_rows(&query, it)).transpose()?;
    let mut rows = api.source.rows(query.clone()).await?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let last = rows.last().filter(|_| more);
    let next = last.map(|it| cursor::of_rows(&query, it.position.clone()));
    Ok((rows, next))
}

/// A page of a list.
pub(super) async fn list(
    api: &Api,
    query: Query,
    cursor: Option<&str>,
    limit: Option<u32>,
) -> Result<Json<Page<Row>>, Problem> {
    let (rows, next) = found(api, query, cursor, limit).await?;
    let data = rows.iter().map(|it| Row::new(&it.row, it.slot));
    Ok(Json(Page {
        data: data.collect(),
        next,
    }))
}

/// The row of a key.
pub(super) async fn row(api: &Api, key: Key, what: &str) -> Result<Json<Row>, Problem> {
    let missing = || Problem::not_found(format!("The index has no {what}"));
    let found = api.source.row(key).await?;
    let answer = found.map(|it| Json(Row::new(&it.row, it.slot)));
    answer.ok_or_else(missing)
}
