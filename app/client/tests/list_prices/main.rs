//! The rows of `data/list-prices.toml`: what is refused, and the tables of them in Rust and TypeScript.

#![allow(clippy::unwrap_used)]

mod rows;

use std::{fs, path::PathBuf};

use rows::Row;

const ROW: &str = r#"
[[price]]
model = "H100 SXM"
provider = "AWS"
instance = "p5.48xlarge"
gpus = 8
price_micro_usd = 55_040_000
region = "us-east-1"
link = "https://example.com/"
read = 2026-12-01
as_of = 2026-11-09
"#;

#[test]
fn a_row_that_cannot_be_is_refused() {
    assert_eq!(rows::read(ROW).unwrap().len(), 1);
    for (from, to, why) in [
        ("\"AWS\"", "\"Oracle\"", "unknown provider `Oracle`"),
        ("\"H100 SXM\"", "\"\"", " at Aws: `model` is empty"),
        (
            "\"p5.48xlarge\"",
            "\"\"",
            "H100 SXM at Aws: `instance` is empty",
        ),
        (
            "\"us-east-1\"",
            "\"\"",
            "H100 SXM at Aws: `region` is empty",
        ),
        (
            "gpus = 8",
            "gpus = 0",
            "`gpus` and `price_micro_usd` are at least 1",
        ),
        (
            "55_040_000",
            "0",
            "`gpus` and `price_micro_usd` are at least 1",
        ),
        ("55_040_000", "55.04", "invalid type: floating point"),
        ("https:", "http:", "`link` begins with https://"),
        ("2026-12-01", "2026-13-01", "invalid"),
        (
            "2026-12-01",
            "2026-12-01T10:00:00Z",
            "`2026-12-01T10:00:00Z` is not a date",
        ),
        ("2026-11-09", "2026-12-02", "`as_of` is after `read`"),
        ("read =", "seen =", "unknown field `seen`"),
        ("read = 2026-12-01\n", "", "missing field `read`"),
    ] {
        let error = rows::read(&ROW.replace(from, to)).unwrap_err();
        assert!(error.contains(why), "{from} → {to}: {error}");
    }
    let twice = rows::read(&[ROW, ROW].concat()).unwrap_err();
    assert_eq!(twice, "H100 SXM at Aws: two rows");
}

/// A file of this package.
fn file(path: &str) -> PathBuf {
    PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap()).join(path)
}

fn rows() -> Vec<Row> {
    rows::read(&fs::read_to_string(file("data/list-prices.toml")).unwrap()).unwrap()
}

/// Compares a table with what is in its file.
fn compare(path: &str, table: &str) {
    assert!(!table.contains('\\'));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(file(path), table).unwrap();
    }
    let written = fs::read_to_string(file(path)).unwrap();
    assert_eq!(written, table, "{path}: UPDATE_GOLDEN=1 writes it again");
}

/// A table in a language: `head`, and `line` of each row.
fn table(head: &str, line: impl Fn(&Row) -> String) -> String {
    let lines: String = rows().iter().map(line).collect();
    format!("{head}{lines}];\n")
}

#[test]
fn rust_has_the_rows() {
    let head = "//! The rows of `data/list-prices.toml`, written by `tests/list_prices`.

use super::{ListPrice, Provider};

/// All that were read.
pub const LIST_PRICES: &[ListPrice] = &[
";
    let line = |row: &Row| {
        format!(
            "    ListPrice {{
        model: {:?},
        provider: Provider::{:?},
        instance: {:?},
        gpus: {},
        price_micro_usd: {},
        region: {:?},
        link: {:?},
        read: \"{}\",
        as_of: {:?},
    }},
",
            row.model,
            row.provider,
            row.instance,
            row.gpus,
            row.price_micro_usd,
            row.region,
            row.link,
            row.read,
            row.as_of.map(|date| date.to_string()),
        )
    };
    compare("src/list_prices/table.rs", &table(head, line));
}

#[test]
fn typescript_has_the_rows() {
    let head = "/** The rows of `app/client/data/list-prices.toml`, written by `app/client/tests/list_prices`. */
import type { ListPrice } from '.';

export const LIST_PRICES: readonly ListPrice[] = [
";
    let line = |row: &Row| {
        format!(
            "  {{
    model: '{}',
    provider: '{}',
    instance: '{}',
    gpus: {},
    priceMicroUsd: {}n,
    region: '{}',
    link: '{}',
    read: '{}',
    asOf: {},
  }},
",
            row.model,
            row.provider.name(),
            row.instance,
            row.gpus,
            row.price_micro_usd,
            row.region,
            row.link,
            row.read,
            row.as_of
                .map_or("undefined".into(), |date| format!("'{date}'")),
        )
    };
    compare("../ts/src/listPrices/table.ts", &table(head, line));
}
