//! What a command has to say: fields or a table, in the form that was asked for.

use std::io::Write;

use anchor_lang::prelude::Pubkey;
use io_common::constants::{IO_DECIMALS, USDC_DECIMALS};
use io_migrations::date;
use serde_json::{json, Map, Value};

use crate::{
    amounts::{brief, decimal, exact, grouped, io, pico_usd, sol, usdc, SOL_DECIMALS},
    duration, layout,
    output::{self, Form},
    terminal,
};

/// Largest integer up to which every integer is a number of JavaScript: 2⁵³.
const EXACT: u64 = 1 << 53;
/// A text that begins so is a formula in a spreadsheet.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

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
    /// Lamports.
    Sol(u64),
    /// Pico-USD for one IO.
    Price(u64),
    /// Basis points.
    Bps(u64),
    /// Units in 10⁻⁴.
    Units(u64),
    /// A measure, with how many digits after the point are shown, and its unit.
    Measure(f64, usize, &'static str),
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
            Self::Sol(lamports) => format!("{} SOL", sol(*lamports)),
            Self::Price(price) => format!("{} USD", pico_usd(*price)),
            Self::Bps(bps) => format!("{} %", decimal(*bps, 2)),
            Self::Units(units) => {
                format!(
                    "{}.{:04}",
                    grouped(units.div_euclid(10_000)),
                    units.rem_euclid(10_000)
                )
            }
            Self::Measure(measure, digits, unit) => format!("{measure:.digits$} {unit}"),
            Self::Time(0, _) => "-".into(),
            Self::Time(time, now) => {
                let away = duration::display(time.abs_diff(*now));
                let date = date::utc(*time);
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

    /// As programs read it.
    fn json(&self) -> Value {
        if let Some((amount, decimals, currency)) = self.amount() {
            return amount_json(amount.into(), decimals, currency);
        }
        match self {
            Self::Text(text) => json!(text),
            Self::Key(key) => json!(key.to_string()),
            Self::Flag(flag) => json!(flag),
            Self::Measure(measure, ..) => json!(measure),
            Self::Time(time, _) if *time != 0 => json!(time),
            Self::List(cells) => cells.iter().map(Self::json).collect(),
            Self::Tree { json, .. } => json.clone(),
            Self::Count(number) | Self::Bps(number) | Self::Seconds(number) => match *number {
                number if number <= EXACT => json!(number),
                number => json!(number.to_string()),
            },
            _ => Value::Null,
        }
    }

    /// Base units, decimals and currency of an amount; units of a supplier have no currency.
    fn amount(&self) -> Option<(u64, u8, Option<&'static str>)> {
        match self {
            Self::Io(amount) => Some((*amount, IO_DECIMALS, Some("IO"))),
            Self::Usdc(amount) => Some((*amount, USDC_DECIMALS, Some("USDC"))),
            Self::Sol(lamports) => Some((*lamports, SOL_DECIMALS, Some("SOL"))),
            Self::Price(amount) => Some((*amount, 12, Some("USD"))),
            Self::Units(amount) => Some((*amount, 4, None)),
            _ => None,
        }
    }

    fn currency(&self) -> Option<&'static str> {
        self.amount().and_then(|(_, _, currency)| currency)
    }

    fn csv(&self) -> String {
        if let Some((amount, decimals, _)) = self.amount() {
            return exact(amount.into(), decimals);
        }
        let is_text = !self.is_number();
        let text = match self.json() {
            Value::Null => String::new(),
            Value::String(text) => text,
            value => value.to_string(),
        };
        let text = terminal::harmless(&text);
        let text = match is_text && text.starts_with(FORMULA) {
            true => format!("'{text}"),
            false => text,
        };
        if text.contains([',', '"', '\n', '\r']) {
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

/// An amount as programs read it: base units as text, since they may be more than a number of JavaScript holds, and the
/// same as a decimal number.
pub fn amount_json(amount: i128, decimals: u8, currency: Option<&str>) -> Value {
    let display = exact(amount, decimals);
    let mut json = Map::new();
    json.insert("amount".into(), json!(amount.to_string()));
    json.insert("decimals".into(), json!(decimals));
    json.extend(currency.map(|it| ("currency".into(), json!(it))));
    json.insert("display".into(), json!(brief(&display)));
    json.into()
}

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

/// What a command has to say.
#[derive(Clone, Debug, Default)]
pub struct Report {
    records: Vec<Record>,
    /// Those of a table; none for one thing, field by field.
    columns: Option<&'static [Column]>,
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

    /// Several things of a kind. Every record has these columns.
    pub fn table(columns: &'static [Column], records: Vec<Record>) -> Self {
        debug_assert!(
            records.iter().all(|record| is_of(columns, record)),
            "{columns:?}"
        );
        Self {
            records,
            columns: Some(columns),
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
        if self.columns.is_some() {
            return objects.collect();
        }
        objects.next().unwrap_or(Value::Null)
    }

    /// Names of the columns, and whether each has its currency beside it.
    fn csv_columns(&self) -> Vec<(&'static str, bool)> {
        if let Some(columns) = self.columns {
            let columns = columns.iter();
            return columns
                .map(|(name, kind)| (*name, *kind == Kind::Amount))
                .collect();
        }
        let fields = self.records.iter().flatten();
        fields
            .map(|(name, cell)| (*name, cell.currency().is_some()))
            .collect()
    }

    fn csv(&self) -> String {
        let columns = self.csv_columns();
        let names = columns.iter().flat_map(|(name, is_amount)| {
            let currency = is_amount.then(|| camel(&format!("{name} currency")));
            [camel(name)].into_iter().chain(currency)
        });
        let mut lines = vec![names.collect::<Vec<_>>().join(",")];
        for record in &self.records {
            let cells = columns.iter().zip(record);
            let cells = cells.flat_map(|((_, is_amount), (_, cell))| {
                let currency = is_amount.then(|| cell.currency().unwrap_or_default().into());
                [cell.csv()].into_iter().chain(currency)
            });
            lines.push(cells.collect::<Vec<_>>().join(","));
        }
        lines.join("\n")
    }

    fn display(&self, width: Option<usize>) -> layout::Laid {
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

    /// In the form asked for, in full width and without the notes.
    pub fn to_text(&self, form: Form) -> String {
        match form {
            Form::Display => self.display(None).text,
            Form::Json | Form::JsonCompact => form.json(&self.json()).unwrap_or_default(),
            Form::Csv => self.csv(),
        }
    }

    /// As people see it before they are asked, with the notes.
    pub fn shown(&self) -> String {
        let mut text = self.display(terminal::people_columns()).text;
        for note in &self.notes {
            text.push('\n');
            text.push_str(&terminal::harmless(note));
        }
        text
    }

    /// Prints it on standard output, and the notes on standard error if people read it. What cannot be printed is said
    /// on standard error too: it may be all that tells of a transaction.
    ///
    /// # Errors
    /// If standard output cannot be written; not if its reader has had enough.
    pub fn print(&self, form: Form) -> anyhow::Result<()> {
        let width = terminal::out_columns();
        let printed = self.write(form, width, &mut output::stdout(), &mut |told| {
            output::tell(told)
        });
        if printed.is_err() {
            output::tell(self.to_text(form));
        }
        Ok(printed?)
    }

    /// Writes it to `out` in `width` columns, if they are known, and tells people the rest; of nothing, nothing.
    fn write(
        &self,
        form: Form,
        width: Option<usize>,
        out: &mut impl Write,
        people: &mut impl FnMut(&str),
    ) -> std::io::Result<()> {
        if form != Form::Display {
            return match self.records.is_empty() && self.columns.is_none() {
                true => Ok(()),
                false => writeln!(out, "{}", self.to_text(form)),
            };
        }
        if !self.records.is_empty() {
            let laid = self.display(width);
            writeln!(out, "{}", laid.text)?;
            if laid.shortened {
                people("Addresses and hashes are shortened: --wide shows them in full.");
            }
        } else if self.columns.is_some() {
            people("none");
        }
        self.notes.iter().for_each(|note| people(note));
        Ok(())
    }
}

/// Whether a record has these columns.
fn is_of(columns: &[Column], record: &Record) -> bool {
    let fits = |((name, kind), (named, cell)): (&Column, &(&str, Cell))| {
        name == named && (cell.currency().is_none() || *kind == Kind::Amount)
    };
    columns.len() == record.len() && columns.iter().zip(record).all(fits)
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

    const COLUMNS: &[Column] = &[
        ("Free GPUs", Kind::Count),
        ("Price per GPU-hour", Kind::Amount),
        ("Region", Kind::Text),
        ("Ends at", Kind::Time),
        ("Dispute", Kind::Text),
    ];

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
            r#"{"dispute":null,"endsAt":3700,"freeGpus":8,"pricePerGpuHour":{"amount":"1500000","currency":"USDC","decimals":6,"display":"1.5"},"region":"eu, central"}"#
        );
        assert_eq!(
            report.to_text(Form::Csv),
            "freeGpus,pricePerGpuHour,pricePerGpuHourCurrency,region,endsAt,dispute\n8,1.500000,USDC,\"eu, central\",3700,"
        );
        let display = report.to_text(Form::Display);
        assert!(display.contains("Free GPUs:           8"), "{display}");
        assert!(
            display.contains("1970-01-01 01:01:40 UTC (in 1h)"),
            "{display}"
        );
    }

    #[test]
    fn no_integer_of_json_loses_a_digit_in_javascript() {
        for (cell, json) in [
            (Cell::Count(EXACT), "9007199254740992"),
            (Cell::Count(EXACT + 1), "\"9007199254740993\""),
            (Cell::Seconds(u64::MAX), "\"18446744073709551615\""),
            (
                Cell::Io(u64::MAX),
                r#"{"amount":"18446744073709551615","currency":"IO","decimals":8,"display":"184467440737.09551615"}"#,
            ),
            (
                Cell::Units(12_500),
                r#"{"amount":"12500","decimals":4,"display":"1.25"}"#,
            ),
            (
                Cell::Sol(999_992_600_240),
                r#"{"amount":"999992600240","currency":"SOL","decimals":9,"display":"999.99260024"}"#,
            ),
            (
                Cell::Price(250_000_000_000),
                r#"{"amount":"250000000000","currency":"USD","decimals":12,"display":"0.25"}"#,
            ),
            (
                Cell::List(vec![Cell::count(1_u8), Cell::text("a")]),
                r#"[1,"a"]"#,
            ),
            (Cell::Time(0, 5), "null"),
        ] {
            assert_eq!(cell.json().to_string(), json);
        }
        let change = amount_json(-1_250_000_000, 8, Some("IO"));
        assert_eq!(
            (&change["amount"], &change["display"]),
            (&json!("-1250000000"), &json!("-12.5"))
        );
    }

    #[test]
    fn an_amount_in_a_question_has_no_idle_zeros() {
        for (cell, brief) in [
            (Cell::Usdc(89_940_000), "89.94 USDC"),
            (Cell::Io(120_000_000_000), "1,200 IO"),
            (Cell::Io(1), "0.00000001 IO"),
            (Cell::Usdc(0), "0 USDC"),
            (Cell::Sol(300_000), "0.0003 SOL"),
            (Cell::Bps(500), "5 %"),
            (Cell::Bps(741_510), "7,415.1 %"),
            (Cell::Count(100), "100"),
            (Cell::text("v1.0 x"), "v1.0 x"),
        ] {
            assert_eq!(cell.brief(), brief);
        }
    }

    /// What a report writes in a form, and what it tells people.
    fn written(report: &Report, form: Form) -> (String, Vec<String>) {
        let (mut out, mut people) = (Vec::new(), Vec::new());
        report
            .write(form, None, &mut out, &mut |told| {
                people.push(told.to_string())
            })
            .unwrap();
        (String::from_utf8(out).unwrap(), people)
    }

    #[test]
    fn an_empty_table_has_its_header_in_csv_and_says_none_to_people() {
        let full = Report::table(COLUMNS, vec![record(), record()]);
        assert_eq!(
            full.to_text(Form::Display).matches("eu, central").count(),
            2
        );
        let empty = Report::table(COLUMNS, Vec::new());
        let header = "freeGpus,pricePerGpuHour,pricePerGpuHourCurrency,region,endsAt,dispute\n";
        assert_eq!(written(&empty, Form::Csv), (header.into(), Vec::new()));
        assert!(full.to_text(Form::Csv).starts_with(header));
        assert_eq!(
            written(&empty, Form::JsonCompact),
            ("[]\n".into(), Vec::new())
        );
        assert_eq!(
            written(&empty, Form::Display),
            (String::new(), vec!["none".into()])
        );
        assert_eq!(
            written(&Report::default(), Form::Csv),
            (String::new(), Vec::new())
        );
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
        ] {
            assert_eq!(Cell::text(text).csv(), cell);
        }
        assert_eq!(Cell::Measure(-1.5, 1, "bps").csv(), "-1.5");
    }

    /// Endpoints of suppliers, names of models and logs are what strangers have written.
    #[test]
    fn nothing_that_is_shown_steers_the_terminal() {
        const SHOWN: &[Column] = &[("Endpoint", Kind::Text), ("Instructions", Kind::Text)];
        let hostile = "a\u{1b}[2Jb\u{9b}1Ac\rd\u{202e}e\u{200b}";
        let seen = "a\\u{1b}[2Jb\\u{9b}1Ac\\u{d}d\\u{202e}e\\u{200b}";
        let tree = Cell::Tree {
            text: format!("1. x\n{hostile}"),
            json: json!(hostile),
        };
        let record = vec![("Endpoint", Cell::text(hostile)), ("Instructions", tree)];
        for report in [
            Report::fields(record.clone()),
            Report::table(SHOWN, vec![record]),
        ] {
            for form in [Form::Display, Form::Json, Form::JsonCompact, Form::Csv] {
                let (out, _) = written(&report, form);
                assert!(!out.contains(terminal::steers), "{out}");
                if form == Form::Display || form == Form::Csv {
                    assert_eq!(out.matches(seen).count(), 2, "{out}");
                }
            }
        }
    }

    #[test]
    fn notes_are_for_people_only() {
        let report = Report::fields(record()).note("see there");
        assert!(written(&report, Form::Json).1.is_empty());
        assert_eq!(written(&report, Form::Display).1, ["see there"]);
    }
}
