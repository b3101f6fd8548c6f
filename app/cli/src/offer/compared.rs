//! An offer beside the list prices of AWS, Azure and Google Cloud.

use io_client::list_prices::{Compared, LIST_PRICES};
use serde_json::{json, Value};

use crate::report::Cell;

/// Name of the column, and of the field.
pub const NAME: &str = "Against list price";

/// How far an offer is below the cheapest list price of its model, if one was read.
pub fn brief(compared: Option<Compared>) -> Cell {
    compared.map_or(Cell::None, |it| Cell::Tree {
        text: it.words(),
        json: json(&it),
    })
}

/// The same with the list price and its source.
pub fn with_source(compared: Option<Compared>) -> Cell {
    compared.map_or(Cell::None, |it| {
        let list = it.list;
        let price = Cell::Usd(list.gpu_hour()).brief();
        let of = list.as_of.map(|day| format!(" of {day}"));
        let of = of.unwrap_or_default();
        let text = format!(
            "{}: {price}{of} for {} in {}, read {}\n{}",
            it.words(),
            list.instance,
            list.region,
            list.read,
            list.link
        );
        Cell::Tree {
            text,
            json: json(&it),
        }
    })
}

fn json(it: &Compared) -> Value {
    let list = it.list;
    json!({
        "provider": list.provider.name(),
        "percentBelow": it.percent_below,
        "costPerGpuHour": Cell::Usd(it.cost).json(),
        "listPricePerGpuHour": Cell::Usd(list.gpu_hour()).json(),
        "instance": list.instance,
        "gpus": list.gpus,
        "region": list.region,
        "link": list.link,
        "read": list.read,
        "asOf": list.as_of,
    })
}

/// What the column compares, by the latest day on which a price was read.
pub fn note() -> String {
    let read = LIST_PRICES.iter().map(|it| it.read).max();
    format!(
        "{NAME}: price and your fee, in the currency with the higher fee unless --currency names one, against the cheapest on-demand price of AWS, Azure and Google Cloud, as read by {}. `io offer show OFFER` has the source",
        read.unwrap_or_default()
    )
}
