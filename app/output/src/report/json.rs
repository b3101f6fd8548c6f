//! As programs read it.

use io_client::changes::measure;
use serde_json::{json, Map, Value};

use super::{Cell, Record, Report};
use crate::amounts::{brief, exact};

/// Largest integer up to which every integer is a number of JavaScript: 2⁵³.
const EXACT: u64 = 1 << 53;

/// Units of parameters that are currencies.
const CURRENCIES: [&str; 4] = ["IO", "USDC", "USD", "SOL"];

impl Cell {
    /// As programs read it.
    pub fn json(&self) -> Value {
        if let Some((amount, decimals, currency)) = self.amount() {
            return amount_json(amount.into(), decimals, currency);
        }
        match self {
            Self::Parameter(unit, value) => {
                let (name, decimals) = measure(*unit);
                let mut json = amount_json(*value, decimals, None);
                let kind = match CURRENCIES.contains(&name) {
                    true => "currency",
                    false => "unit",
                };
                json[kind] = json!(name);
                json
            }
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
}

impl Report {
    /// As JSON: an object, an array of them, or an object of arrays, by their headings.
    pub fn json(&self) -> Value {
        if !self.sections.is_empty() {
            let sections = self.sections.iter();
            let sections = sections.map(|(heading, report)| (key(heading, false), report.json()));
            return Value::Object(sections.collect());
        }
        let object = |record: &Record| {
            let fields = record
                .iter()
                .map(|(name, cell)| (key(name, cell.is_share()), cell.json()));
            Value::Object(fields.collect::<Map<_, _>>())
        };
        let mut objects = self.records.iter().map(object);
        if self.columns.is_some() {
            return objects.collect();
        }
        objects.next().unwrap_or(Value::Null)
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

/// The name of a field for programs; that of a share says its unit: `commissionBps`.
pub(super) fn key(name: &str, is_share: bool) -> String {
    match is_share {
        true => format!("{}Bps", camel(name)),
        false => camel(name),
    }
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
    use io_common::governance::Unit;

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
            (
                Cell::Parameter(Unit::Io, 15_000_000_000),
                r#"{"amount":"15000000000","currency":"IO","decimals":8,"display":"150"}"#,
            ),
            (
                Cell::Parameter(Unit::Distance, -300),
                r#"{"amount":"-300","decimals":0,"display":"-300","unit":"bps"}"#,
            ),
            (Cell::Time(0, 5), "null"),
            (Cell::share(None), "null"),
        ] {
            assert_eq!(cell.json().to_string(), json);
        }
        let change = amount_json(-1_250_000_000, 8, Some("IO"));
        assert_eq!(
            (&change["amount"], &change["display"]),
            (&json!("-1250000000"), &json!("-12.5"))
        );
    }
}
