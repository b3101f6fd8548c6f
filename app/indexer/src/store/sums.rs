//! Sums of rows.

use sqlx::Row;

use super::{
    read::{limited, RowFilter, Where},
    rows,
    sql::{self, Cell},
    Error, Store,
};
use crate::ledger::Kind;

impl Store {
    /// Sums of the column `of` for each value of the text column `by`, or for each row if it is `id`: the highest first, and of
    /// equal ones the lower value of `by`. Sums of 0 are left out.
    ///
    /// # Errors
    /// A fault of the database, or if the kind has no such column.
    pub async fn sums(
        &self,
        kind: Kind,
        filter: &RowFilter,
        (by, of): (&str, &str),
        limit: usize,
    ) -> Result<Vec<(String, u64)>, Error> {
        let by = match by {
            "id" => "id",
            by => rows::known(kind, by)?.name(),
        };
        let of = rows::known(kind, of)?.name();
        let mut conditions = Where::of(kind, filter)?;
        conditions.add(of, ">", [Cell::Number(0)]);
        let text = format!(
            "SELECT {by}, CAST(SUM({of}) AS BIGINT) FROM {}{} GROUP BY {by} ORDER BY 2 DESC, 1 LIMIT ${}",
            rows::table(kind),
            conditions.text(),
            conditions.cells.len().saturating_add(1)
        );
        let cells = conditions.cells.into_iter();
        let cells = cells.chain([Cell::Number(limited(limit))]);
        let found = sql::statement(text, cells).fetch_all(&self.pool).await?;
        let read = |row: &sqlx::any::AnyRow| Ok((row.try_get(0)?, sql::count(row, 1)?));
        found.iter().map(read).collect()
    }
}
