//! What a command has to say: fields or a table, in the form that was asked for.

use std::io::Write;

use anchor_lang::prelude::Pubkey;
use chrono::DateTime;
use comfy_table::{presets, CellAlignment, Table};
use serde_json::{json, Map, Value};

use crate::{
    amounts::{brief, grouped, io, pico_usd, usdc},
    duration,
    output::Form,
    terminal,
};

/// A value with its unit.
#[derive(Clone, Debug)]
pub enum Cell {
    /// Nothing to tell.
    None,
    /// Words.
    Text(String),
    /// An address.
    Key(Pubkey),
    /// A count.
    Count(u64),
    /// Yes or no.
    Flag(bool),
    /// IO base units.
    Io(u64),
    /// Micro-USD.
    Usdc(u64),
    /// Pico-USD for one IO.
    Price(u64),
    /// Basis points.
    Bps(u64),
    /// Units in 10⁻⁴.
    Units(u64),
    /// Unix seconds, and the present.
    Time(i64, i64),
    /// Seconds.
    Seconds(u64),
    /// Several.
    List(Vec<Cell>),
    /// A structured value: lines of text, and JSON.
    Tree {
        /// For people.
        text: String,
        /// For programs.
        json: Value,
    },
}

impl Cell {
    /// Words.
    pub fn text(text: impl ToString) -> Self {
        Self::Text(text.to_string())
    }

    /// A count.
    pub fn count(count: impl Into<u64>) -> Self {
        Self::Count(count.into())
    }

    /// Who is named, if anybody: the zero address is nobody.
    pub fn named(key: Pubkey) -> Self {
        match key {
            nobody if nobody == Pubkey::default() => Self::None,
            named => Self::Key(named),
        }
    }

    /// As people read it, without zeros at the end of an amount: `89.94 USDC`.
    pub fn brief(&self) -> String {
        let text = self.display();
        match text.split_once(' ') {
            Some((amount, unit)) if self.is_number() => format!("{} {unit}", brief(amount)),
            _ => text,
        }
    }

    /// As people read it.
    pub fn display(&self) -> String {
        match self {
            Self::None => "-".into(),
            Self::Text(text) => terminal::harmless(text),
            Self::Key(key) => key.to_string(),
            Self::Count(count) => grouped(*count),
            Self::Flag(flag) => if *flag { "yes" } else { "no" }.into(),
            Self::Io(amount) => format!("{} IO", io(*amount)),
            Self::Usdc(amount) => format!("{} USDC", usdc(*amount)),
            Self::Price(price) => format!("{} USD", pico_usd(*price)),
            Self::Bps(bps) => format!("{}.{:02} %", bps.div_euclid(100), bps.rem_euclid(100)),
            Self::Units(units) => {
                format!(
                    "{}.{:04}",
                    grouped(units.div_euclid(10_000)),
                    units.rem_euclid(10_000)
                )
            }
            Self::Time(0, _) => "-".into(),
            Self::Time(time, now) => {
                let away = duration::display(time.abs_diff(*now));
                let date = date(*time);
                if time > now {
                    format!("{date} (in {away})")
                } else {
                    format!("{date} ({away} ago)")
                }
            }
            Self::Seconds(seconds) => duration::display(*seconds),
            Self::List(cells) if cells.is_empty() => "-".into(),
            Self::List(cells) => {
                let lines: Vec<String> = cells.iter().map(Self::display).collect();
                lines.join("\n")
            }
            Self::Tree { text, .. } => terminal::harmless(text),
        }
    }

    /// As programs read it: base units and seconds.
    fn json(&self) -> Value {
        match self {
            Self::None => Value::Null,
            Self::Text(text) => json!(text),
            Self::Key(key) => json!(key.to_string()),
            Self::Flag(flag) => json!(flag),
            Self::Time(time, _) => json!(time),
            Self::List(cells) => cells.iter().map(Self::json).collect(),
            Self::Tree { json, .. } => json.clone(),
            Self::Count(number)
            | Self::Io(number)
            | Self::Usdc(number)
            | Self::Price(number)
            | Self::Bps(number)
            | Self::Units(number)
            | Self::Seconds(number) => json!(number),
        }
    }

    fn csv(&self) -> String {
        let text = match self.json() {
            Value::Null => String::new(),
            Value::String(text) => text,
            value => value.to_string(),
        };
        if text.contains([',', '"', '\n']) {
            return format!("\"{}\"", text.replace('"', "\"\""));
        }
        text
    }

    fn is_number(&self) -> bool {
        !matches!(
            self,
            Self::None
                | Self::Text(_)
                | Self::Key(_)
                | Self::Flag(_)
                | Self::List(_)
                | Self::Tree { .. }
        )
    }
}

impl From<Pubkey> for Cell {
    fn from(key: Pubkey) -> Self {
        Self::Key(key)
    }
}

/// Names and values, in order.
pub type Record = Vec<(&'static str, Cell)>;

/// What a command has to say.
#[derive(Clone, Debug, Default)]
pub struct Report {
    records: Vec<Record>,
    is_table: bool,
    /// Said on standard error, to people only.
    pub notes: Vec<String>,
    /// Rules of an audit that do not hold.
    pub broken: usize,
}

impl Report {
    /// One thing, field by field.
    pub fn fields(record: Record) -> Self {
        Self {
            records: vec![record],
            ..Self::default()
        }
    }

    /// Several things of a kind.
    pub fn table(records: Vec<Record>) -> Self {
        Self {
            records,
            is_table: true,
            ..Self::default()
        }
    }

    /// The same with something to say to people.
    pub fn note(mut self, note: impl ToString) -> Self {
        self.notes.push(note.to_string());
        self
    }

    /// As JSON: an object, or an array of them.
    pub fn json(&self) -> Value {
        let object = |record: &Record| {
            let fields = record.iter().map(|(name, cell)| (camel(name), cell.json()));
            Value::Object(fields.collect::<Map<_, _>>())
        };
        let mut objects = self.records.iter().map(object);
        if self.is_table {
            return objects.collect();
        }
        objects.next().unwrap_or(Value::Null)
    }

    fn csv(&self) -> String {
        let mut lines = Vec::new();
        if let Some(first) = self.records.first() {
            let names: Vec<String> = first.iter().map(|(name, _)| camel(name)).collect();
            lines.push(names.join(","));
        }
        for record in &self.records {
            let cells: Vec<String> = record.iter().map(|(_, cell)| cell.csv()).collect();
            lines.push(cells.join(","));
        }
        lines.join("\n")
    }

    fn display(&self) -> String {
        if self.is_table {
            return self.display_table();
        }
        let record = self.records.first().map_or(&[][..], Vec::as_slice);
        let width = record.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        let width = width.saturating_add(1);
        // Further lines of a cell are indented to its first.
        let indent = format!("\n{:width$}  ", "");
        let lines = record.iter().map(|(name, cell)| {
            let name = format!("{name}:");
            let text = cell.display().replace('\n', &indent);
            format!("{name:<width$}  {text}")
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    fn display_table(&self) -> String {
        let Some(first) = self.records.first() else {
            return "none".into();
        };
        let mut table = Table::new();
        table.load_style(presets::UTF8_BORDERS_ONLY);
        table.set_header(first.iter().map(|(name, _)| *name));
        for record in &self.records {
            table.add_row(record.iter().map(|(_, cell)| cell.display()));
        }
        for (place, (_, cell)) in first.iter().enumerate() {
            if let Some(column) = table.column_mut(place).filter(|_| cell.is_number()) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        table.to_string()
    }

    /// In the form asked for, without the notes.
    pub fn to_text(&self, form: Form) -> String {
        match form {
            Form::Display => self.display(),
            Form::Json => format!("{:#}", self.json()),
            Form::JsonCompact => self.json().to_string(),
            Form::Csv => self.csv(),
        }
    }

    /// Prints it on `out`, and the notes on `people` if people read it; of nothing, nothing.
    pub fn print(
        &self,
        form: Form,
        out: &mut impl Write,
        people: &mut impl Write,
    ) -> anyhow::Result<()> {
        if self.records.is_empty() && !self.is_table {
            return Ok(());
        }
        writeln!(out, "{}", self.to_text(form))?;
        if form == Form::Display {
            for note in &self.notes {
                writeln!(people, "{}", terminal::harmless(note))?;
            }
        }
        Ok(())
    }
}

/// Unix seconds as `2027-01-01 00:00:00 UTC`.
pub fn date(time: i64) -> String {
    let date = DateTime::from_timestamp(time, 0);
    date.map_or_else(
        || time.to_string(),
        |date| date.format("%F %T UTC").to_string(),
    )
}

/// `Free GPUs` as `freeGpus`.
fn camel(name: &str) -> String {
    let words = name.split([' ', '-', '/']).filter(|word| !word.is_empty());
    words
        .enumerate()
        .map(|(place, word)| {
            let word = word.to_lowercase();
            match (place, word.chars().next()) {
                (1.., Some(first)) => {
                    let rest = word.strip_prefix(first).unwrap_or_default();
                    format!("{}{rest}", first.to_uppercase())
                }
                _ => word,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> Record {
        vec![
            ("Free GPUs", Cell::count(8_u32)),
            ("Price per GPU-hour", Cell::Usdc(1_500_000)),
            ("Region", Cell::text("eu, central")),
            ("Ends at", Cell::Time(3_700, 100)),
            ("Dispute", Cell::None),
        ]
    }

    #[test]
    fn a_record_reads_the_same_in_every_form() {
        let report = Report::fields(record());
        assert_eq!(
            report.to_text(Form::JsonCompact),
            r#"{"dispute":null,"endsAt":3700,"freeGpus":8,"pricePerGpuHour":1500000,"region":"eu, central"}"#
        );
        assert_eq!(
            report.to_text(Form::Csv),
            "freeGpus,pricePerGpuHour,region,endsAt,dispute\n8,1500000,\"eu, central\",3700,"
        );
        let display = report.to_text(Form::Display);
        assert!(display.contains("Free GPUs:           8"), "{display}");
        assert!(
            display.contains("1970-01-01 01:01:40 UTC (in 1h)"),
            "{display}"
        );
    }

    #[test]
    fn an_amount_in_a_question_has_no_idle_zeros() {
        for (cell, brief) in [
            (Cell::Usdc(89_940_000), "89.94 USDC"),
            (Cell::Io(120_000_000_000), "1,200 IO"),
            (Cell::Io(1), "0.00000001 IO"),
            (Cell::Usdc(0), "0 USDC"),
            (Cell::Bps(500), "5 %"),
            (Cell::Count(100), "100"),
            (Cell::text("v1.0 x"), "v1.0 x"),
        ] {
            assert_eq!(cell.brief(), brief);
        }
    }

    #[test]
    fn tables_have_a_header_and_none_says_so() {
        let table = Report::table(vec![record(), record()]).to_text(Form::Display);
        assert_eq!(table.matches("eu, central").count(), 2);
        let empty = Report::table(Vec::new());
        assert_eq!(empty.to_text(Form::Display), "none");
        assert_eq!(empty.to_text(Form::JsonCompact), "[]");
    }

    /// Endpoints of suppliers, names of models and logs are what strangers have written.
    #[test]
    fn nothing_that_is_shown_steers_the_terminal() {
        let hostile = "a\u{1b}[2Jb\u{9b}1Ac\rd\u{202e}e";
        let seen = "a\\u{1b}[2Jb\\u{9b}1Ac\\u{d}d\\u{202e}e";
        let tree = Cell::Tree {
            text: format!("1. x\n{hostile}"),
            json: Value::Null,
        };
        let record = vec![("Endpoint", Cell::text(hostile)), ("Instructions", tree)];
        for report in [Report::fields(record.clone()), Report::table(vec![record])] {
            let (mut out, mut people) = (Vec::new(), Vec::new());
            let report = report.note(hostile);
            report.print(Form::Display, &mut out, &mut people).unwrap();
            let out = String::from_utf8(out).unwrap();
            assert_eq!(out.matches(seen).count(), 2, "{out}");
            assert!(!out.contains(['\u{1b}', '\u{9b}', '\r', '\u{202e}']));
            assert_eq!(String::from_utf8(people).unwrap(), format!("{seen}\n"));
        }
    }

    #[test]
    fn notes_are_for_people_only() {
        let report = Report::fields(record()).note("see there");
        let (mut out, mut people) = (Vec::new(), Vec::new());
        report.print(Form::Json, &mut out, &mut people).unwrap();
        assert!(people.is_empty());
        report.print(Form::Display, &mut out, &mut people).unwrap();
        assert_eq!(people, b"see there\n");
    }
}
