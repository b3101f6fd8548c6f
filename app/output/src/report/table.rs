//! Columns, and how they are laid out for people.

use super::{Cell, Report};
use crate::layout;

/// Names and values, in order.
pub type Record = Vec<(&'static str, Cell)>;

/// What a column of a table holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words, a flag or a list.
    Text,
    /// An address.
    Key,
    /// A hash in hexadecimal.
    Hash,
    /// A signature.
    Signature,
    /// A count.
    Count,
    /// A share or another measure.
    Measure,
    /// IO, USDC or SOL.
    Amount,
    /// A time or a duration.
    Time,
}

/// A column of a table: its name, and what it holds.
pub type Column = (&'static str, Kind);

/// Whether a record has these columns.
pub(super) fn is_of(columns: &[Column], record: &Record) -> bool {
    let fits = |((name, kind), (named, cell)): (&Column, &(&str, Cell))| {
        name == named && (cell.currency().is_none() || *kind == Kind::Amount)
    };
    columns.len() == record.len() && columns.iter().zip(record).all(fits)
}

impl Report {
    pub(super) fn display(&self, width: Option<usize>) -> layout::Laid {
        let Some(columns) = self.columns else {
            let record = self.records.first().map_or(&[][..], Vec::as_slice);
            let record = record.iter().map(|(name, cell)| (*name, cell.display()));
            return layout::Laid {
                text: layout::fields(&record.collect::<Vec<_>>(), width),
                shortened: false,
            };
        };
        let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
        let numeric = columns.iter().map(|(_, kind)| {
            matches!(
                kind,
                Kind::Count | Kind::Measure | Kind::Amount | Kind::Time
            )
        });
        let rows = self.records.iter();
        let rows = rows.map(|record| record.iter().map(|(_, cell)| cell.display()).collect());
        layout::table(
            &names,
            &rows.collect::<Vec<_>>(),
            &numeric.collect::<Vec<_>>(),
            width,
        )
    }
}
