//! SQL for SQLite and PostgreSQL.

use std::fmt::Write;

use sqlx::{query::Query, Any, AssertSqlSafe, Row, SqlSafeStr};

/// Most rows of a statement. SQLite searches all placeholders of a statement for each one.
const ROWS: usize = 16;

/// A value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cell {
    /// A whole number.
    Number(i64),
    /// Text.
    Text(String),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

/// A statement whose text consists only of names and placeholders of this crate.
pub(super) fn statement<'q>(
    text: String,
    cells: impl IntoIterator<Item = Cell>,
) -> Query<'q, Any, sqlx::any::AnyArguments> {
    let query = sqlx::query(AssertSqlSafe(text).into_sql_str());
    cells.into_iter().fold(query, |query, cell| match cell {
        Cell::Number(number) => query.bind(number),
        Cell::Text(text) => query.bind(text),
    })
}

/// `count` placeholders from number `from` on, such as `$3, $4`.
pub(super) fn placeholders(from: usize, count: usize) -> String {
    let mut text = String::new();
    for number in (from..).take(count) {
        let comma = if number > from { ", " } else { "" };
        // Writing to text does not fail.
        let _ = write!(text, "{comma}${number}");
    }
    text
}

/// Placeholders for `rows` times `columns` values, such as `($1, $2), ($3, $4)`.
fn values(columns: usize, rows: usize) -> String {
    let rows = (1..).step_by(columns.max(1)).take(rows);
    let rows: Vec<String> = rows
        .map(|from| format!("({})", placeholders(from, columns)))
        .collect();
    rows.join(", ")
}

/// The largest power of two up to `left`, so that few different statements are prepared.
fn part(left: usize) -> usize {
    let mut size = ROWS;
    while size > left && size > 1 {
        size = size.checked_div(2).unwrap_or(1);
    }
    size
}

/// Inserts rows. `conflict` says what to do with a row that exists.
pub(super) async fn insert(
    to: &mut sqlx::AnyConnection,
    table: &str,
    columns: &[&str],
    conflict: &str,
    mut rows: Vec<Vec<Cell>>,
) -> sqlx::Result<()> {
    while !rows.is_empty() {
        let rest = rows.split_off(part(rows.len()).min(rows.len()));
        let text = format!(
            "INSERT INTO {table} ({}) VALUES {} ON CONFLICT {conflict}",
            columns.join(", "),
            values(columns.len(), rows.len())
        );
        let cells = rows.into_iter().flatten();
        statement(text, cells).execute(&mut *to).await?;
        rows = rest;
    }
    Ok(())
}

/// The rows of `select … WHERE key IN (…)` of all `keys`.
pub(super) async fn of_keys(
    from: &mut sqlx::AnyConnection,
    select: &str,
    keys: &[String],
) -> sqlx::Result<Vec<sqlx::any::AnyRow>> {
    let mut found = Vec::new();
    let mut left = keys;
    while !left.is_empty() {
        let (some, rest) = left.split_at(part(left.len()).min(left.len()));
        let text = format!("{select} IN ({})", placeholders(1, some.len()));
        let cells = some.iter().map(|key| Cell::Text(key.clone()));
        found.extend(statement(text, cells).fetch_all(&mut *from).await?);
        left = rest;
    }
    Ok(found)
}

/// A non-negative number of a row.
pub(super) fn count(row: &sqlx::any::AnyRow, column: usize) -> sqlx::Result<u64> {
    let number: i64 = row.try_get(column)?;
    u64::try_from(number).map_err(|error| sqlx::Error::Decode(error.into()))
}

/// A number as stored.
pub(super) fn number(count: u64) -> sqlx::Result<i64> {
    i64::try_from(count).map_err(|error| sqlx::Error::Encode(error.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_count_on_through_the_rows() {
        assert_eq!(placeholders(3, 2), "$3, $4");
        assert_eq!(placeholders(3, 0), "");
        assert_eq!(values(2, 3), "($1, $2), ($3, $4), ($5, $6)");
    }

    #[test]
    fn a_statement_has_one_of_few_sizes() {
        let sizes = [1, 2, 3, 9, 63, 64, 1_000].map(part);
        assert_eq!(sizes, [1, 2, 2, 8, 16, 16, 16]);
    }
}
