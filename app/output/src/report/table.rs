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
    /// A share.
    Share,
    /// Another measure.
    Measure,
    /// IO, USDC or SOL.
    Amount,
    /// A value of a parameter, in its unit.
    Parameter,
    /// A time or a duration.
    Time,
}

/// A column of a table: its name, and what it holds.
pub type Column = (&'static str, Kind);

/// Whether a record has these columns.
pub(super) fn is_of(columns: &[Column], record: &Record) -> bool {
    let fits = |((name, kind), (named, cell)): (&Column, &(&str, Cell))| {
        let is_amount = cell.currency().is_some();
        name == named
            && (!is_amount || *kind == Kind::Amount)
            && cell.is_share() == (*kind == Kind::Share)
    };
    columns.len() == record.len() && columns.iter().zip(record).all(fits)
}

impl Report {
    pub(super) fn display(&self, width: Option<usize>) -> layout::Laid {
        if let Some(text) = &self.text {
            return layout::Laid {
                text: text.clone(),
                shortened: false,
            };
        }
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
                Kind::Count
                    | Kind::Share
                    | Kind::Measure
                    | Kind::Amount
                    | Kind::Parameter
                    | Kind::Time
            )
        });
        let rows = self.records.iter();
        let rows = rows.map(|record| record.iter().map(|(_, cell)| cell.display()).collect());
        let rows: Vec<Vec<String>> = rows.collect();
        let numeric: Vec<bool> = numeric.collect();
        // A signature is given back whole: to `--before`, to an explorer.
        match columns.iter().any(|(_, kind)| *kind == Kind::Signature) {
            true => layout::table_in_full(&names, &rows, &numeric, width),
            false => layout::table(&names, &rows, &numeric, width),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page of one transaction looks like one of twenty.
    #[test]
    fn a_signature_is_not_shortened_in_a_table_of_any_length() {
        const COLUMNS: &[Column] = &[("Action", Kind::Text), ("Signature", Kind::Signature)];
        let signature = "5".repeat(88);
        let record = |text: &str| {
            vec![
                ("Action", Cell::text(text)),
                ("Signature", Cell::text(&signature)),
            ]
        };
        for texts in [&["paused"][..], &["paused", "paused"], &["paused"; 20]] {
            let records = texts.iter().map(|text| record(text)).collect();
            let laid = Report::table(COLUMNS, records).display(Some(80));
            assert_eq!(laid.text.matches(&signature).count(), texts.len());
            assert!(laid.text.starts_with("Action:") && !laid.shortened);
        }
    }
}
