//! Writes the list prices of `data/list-prices.toml` as Rust, once they are checked.

mod rows;

use std::{env, error::Error, fs, path::PathBuf};

const DATA: &str = "data/list-prices.toml";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={DATA}");
    println!("cargo::rerun-if-changed=build");
    let text = fs::read_to_string(DATA)?;
    let rows = rows::read(&text).map_err(|error| format!("{DATA}: {error}"))?;
    let out = env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?;
    fs::write(
        PathBuf::from(out).join("list_prices.rs"),
        rows::written(&rows),
    )?;
    Ok(())
}
