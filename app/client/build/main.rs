//! Writes the list prices of `data/list-prices.toml` as Rust, once they are checked.

mod rows;

use std::{env, error::Error, fs, path::PathBuf};

use rows::Row;

const DATA: &str = "data/list-prices.toml";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={DATA}");
    println!("cargo::rerun-if-changed=build");
    let text = fs::read_to_string(DATA)?;
    let rows = rows::read(&text).map_err(|error| format!("{DATA}: {error}"))?;
    let out = env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?;
    fs::write(PathBuf::from(out).join("list_prices.rs"), written(&rows))?;
    Ok(())
}

/// The rows as a slice of `ListPrice`, in Rust.
fn written(rows: &[Row]) -> String {
    let rows = rows.iter().map(|row| {
        let as_of = row.as_of.map(|date| date.to_string());
        format!(
            "ListPrice {{ model: {:?}, provider: Provider::{:?}, instance: {:?}, gpus: {}, price_micro_usd: {}, region: {:?}, link: {:?}, read: {:?}, as_of: {as_of:?} }},\n",
            row.model,
            row.provider,
            row.instance,
            row.gpus,
            row.price_micro_usd,
            row.region,
            row.link,
            row.read.to_string(),
        )
    });
    format!("&[\n{}]\n", rows.collect::<String>())
}
