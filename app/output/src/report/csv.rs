//! As spreadsheets read it: amounts as decimal numbers, each with its currency in a column beside it.

use io_client::changes::measure;
use serde_json::Value;

use super::{json::key, Cell, Kind, Report};
use crate::{amounts::exact, terminal};

/// A text that begins so is a formula in a spreadsheet.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// Where a cell ends, by the region of the reader.
const SEPARATORS: [char; 4] = [';', ',', '|', '\n'];

impl Cell {
    fn csv(&self) -> String {
        if let Some((amount, decimals, _)) = self.amount() {
            return exact(amount.into(), decimals);
        }
        if let Self::Parameter(unit, value) = self {
            return exact(*value, measure(*unit).1);
        }
        let is_text = !self.is_number();
        let text = match self.json() {
            Value::Null => String::new(),
            Value::Array(none) if none.is_empty() && matches!(self, Self::Tree { .. }) => {
                String::new()
            }
            Value::Object(_) | Value::Array(_) if matches!(self, Self::Tree { .. }) => {
                self.display().replace('\n', "; ")
            }
            Value::String(text) => text,
            value => value.to_string(),
        };
        let text = terminal::harmless(&text);
        let text = if is_text { unformed(&text) } else { text };
        if text.contains([',', '"', '\n', '\r']) {
            return format!("\"{}\"", text.replace('"', "\"\""));
        }
        text
    }
}

impl Cell {
    /// What a column beside it says: its currency or its unit.
    fn unit(&self) -> &'static str {
        match self {
            Self::Parameter(unit, _) => measure(*unit).0,
            other => other.currency().unwrap_or_default(),
        }
    }
}

/// `text` with an apostrophe before everything that a spreadsheet would take for a formula: at its start, and after what some of
/// them separate cells and rows by.
fn unformed(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut begins = true;
    for it in text.chars() {
        if begins && FORMULA.contains(&it) {
            safe.push('\'');
        }
        begins = SEPARATORS.contains(&it);
        safe.push(it);
    }
    safe
}

impl Report {
    /// Names of the columns, and what the column beside each is called, if it has one.
    fn csv_columns(&self) -> Vec<(String, Option<&'static str>)> {
        if let Some(columns) = self.columns {
            let columns = columns.iter();
            return columns
                .map(|(name, kind)| {
                    let beside = match kind {
                        Kind::Amount => Some("Currency"),
                        Kind::Parameter => Some("Unit"),
                        _ => None,
                    };
                    (key(name, *kind == Kind::Share), beside)
                })
                .collect();
        }
        let fields = self.records.iter().flatten();
        fields
            .map(|(name, cell)| {
                let beside = cell.currency().map(|_| "Currency");
                (key(name, cell.is_share()), beside)
            })
            .collect()
    }

    /// Its sections have an empty line between them.
    pub(super) fn csv(&self) -> String {
        if !self.sections.is_empty() {
            let sections = self.sections.iter().map(|(_, report)| report.csv());
            return sections.collect::<Vec<_>>().join("\n\n");
        }
        let columns = self.csv_columns();
        let names = columns.iter().flat_map(|(name, beside)| {
            let beside = beside.map(|beside| format!("{name}{beside}"));
            [name.clone()].into_iter().chain(beside)
        });
        let mut lines = vec![names.collect::<Vec<_>>().join(",")];
        for record in &self.records {
            let cells = columns.iter().zip(record);
            let cells = cells.flat_map(|((_, beside), (_, cell))| {
                let beside = beside.map(|_| cell.unit().into());
                [cell.csv()].into_iter().chain(beside)
            });
            lines.push(cells.collect::<Vec<_>>().join(","));
        }
        lines.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_has_parts_is_its_text_in_a_line() {
        let tree = |text: &str, json| Cell::Tree {
            text: text.into(),
            json,
        };
        for (cell, csv) in [
            (
                tree("1 to 2 IO", json!({ "least": 1, "most": 2 })),
                "1 to 2 IO",
            ),
            (tree("150\n160", json!([150, 160])), "150; 160"),
            (tree("-5 to 5", json!({ "least": -5 })), "'-5 to 5"),
            (tree("-", json!([])), ""),
            (tree("shown", json!("whole")), "whole"),
        ] {
            assert_eq!(cell.csv(), csv);
        }
    }

    #[test]
    fn no_cell_of_csv_is_a_formula_or_breaks_its_row() {
        for (text, cell) in [
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@a", "'@a"),
            ("＝1", "'＝1"),
            ("\tx", "\\u{9}x"),
            ("\r=x", "\\u{d}=x"),
            ("=a,\"b\"", "\"'=a,\"\"b\"\"\""),
            ("two\nlines", "\"two\nlines\""),
            ("a=b", "a=b"),
            ("https://x;=cmd|'/c'!A0;", "https://x;'=cmd|'/c'!A0;"),
            ("a;b;+1", "a;b;'+1"),
            ("a;;@b\n-2", "\"a;;'@b\n'-2\""),
            ("a\t=1", "a\\u{9}=1"),
        ] {
            assert_eq!(Cell::text(text).csv(), cell);
        }
        assert_eq!(Cell::Measure(-1.5, 1, "bps").csv(), "-1.5");
    }
}
