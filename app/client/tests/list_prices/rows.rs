//! The rows of `data/list-prices.toml`.

use std::collections::BTreeSet;

use io_client::list_prices::Provider;
use serde::{de::Error, Deserialize, Deserializer};
use toml::value::Datetime;

/// A provider by its name in the file.
fn provider<'a, D: Deserializer<'a>>(from: D) -> Result<Provider, D::Error> {
    let name = String::deserialize(from)?;
    let found = [Provider::Aws, Provider::Azure, Provider::Google];
    let found = found.into_iter().find(|it| it.name() == name);
    found.ok_or_else(|| Error::custom(format!("unknown provider `{name}`")))
}

/// A row as the file has it; the file says what each field is.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    pub model: String,
    #[serde(deserialize_with = "provider")]
    pub provider: Provider,
    pub instance: String,
    pub gpus: u32,
    pub price_micro_usd: u64,
    pub region: String,
    pub link: String,
    pub read: Datetime,
    pub as_of: Option<Datetime>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    price: Vec<Row>,
}

/// The rows of the file.
///
/// # Errors
/// If it is malformed, or a row is without a name, a GPU, a price, an `https` link or a date, or its model is there twice for its
/// provider.
pub fn read(text: &str) -> Result<Vec<Row>, String> {
    let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
    let mut seen = BTreeSet::new();
    for row in &file.price {
        let of = format!("{} at {:?}", row.model, row.provider);
        for (name, text) in [
            ("model", &row.model),
            ("instance", &row.instance),
            ("region", &row.region),
        ] {
            if text.is_empty() {
                return Err(format!("{of}: `{name}` is empty"));
            }
        }
        if row.gpus == 0 || row.price_micro_usd == 0 {
            return Err(format!("{of}: `gpus` and `price_micro_usd` are at least 1"));
        }
        if !row.link.starts_with("https://") {
            return Err(format!("{of}: `link` begins with https://"));
        }
        for date in [Some(&row.read), row.as_of.as_ref()].into_iter().flatten() {
            if date.date.is_none() || date.time.is_some() {
                return Err(format!("{of}: `{date}` is not a date such as 2026-12-01"));
            }
        }
        if row.as_of.is_some_and(|it| it.date > row.read.date) {
            return Err(format!("{of}: `as_of` is after `read`"));
        }
        if !seen.insert((&row.model, row.provider)) {
            return Err(format!("{of}: two rows"));
        }
    }
    Ok(file.price)
}
