//! `io simulate-burn`: months of auctions over random prices, by the fee-burn program's own transitions.
//!
//! The market is a random walk without a trend. The oracle publishes it with noise, and a moving average. A keeper opens whenever it can; fillers take the whole lot as soon as the bid is above the market by their costs.

mod market;
mod path;

use std::io::Write;

use clap::Args;
use comfy_table::{presets, CellAlignment, Table};
use serde::Serialize;

use crate::{amounts::grouped, output::Form, parse::count};
use path::Outcome;

/// Options of `io simulate-burn`.
#[derive(Args, Debug)]
pub struct Options {
    /// Days of each path
    #[arg(long, default_value_t = 120, value_parser = count::within(1..=3650_u32))]
    days: u32,
    /// Paths for each volatility
    #[arg(long, default_value_t = 10, value_parser = count::within(1..=1000_u32))]
    paths: u32,
    /// Annual volatilities, in percent
    #[arg(long, value_delimiter = ',', default_values_t = [60, 90, 130], value_parser = count::within(0..=500_u32))]
    volatility: Vec<u32>,
    /// What a filler wants over the market, in bps
    #[arg(long, default_value_t = 50, value_parser = count::within(0..=1000_u32))]
    costs: u32,
    /// Standard deviation of the oracle's spot price from the market, in bps
    #[arg(long, default_value_t = 20, value_parser = count::within(0..=1000_u32))]
    noise: u32,
    /// Seconds of the oracle's average
    #[arg(long, default_value_t = 3_600, value_parser = count::within(60..=86_400_u32))]
    average: u32,
    /// Seconds from one look of the fillers to the next
    #[arg(long, default_value_t = 15, value_parser = count::within(1..=60_u32))]
    look: u32,
    /// Fees that come in every day, in whole USDC; the vault begins with those of a week
    #[arg(long, default_value_t = 5_000, value_parser = count::within(0..=10_000_000_u32))]
    fees: u32,
    /// The same seed gives the same figures
    #[arg(long, value_parser = count::number::<u64>, default_value_t = 1)]
    seed: u64,
}

/// A volatility's figures, over all its paths.
#[derive(Debug, Serialize)]
struct Row {
    volatility_percent: u32,
    auctions: u64,
    /// Auctions sold out, of all.
    fill_rate: f64,
    /// By how much the bids taken were above the market, weighted by USDC.
    paid_over_market_bps: f64,
    /// From opening to fill.
    mean_seconds: f64,
    spent_micro_usd: u64,
    burned_base_units: u64,
}

impl Row {
    fn of(volatility_percent: u32, outcome: &Outcome) -> Self {
        let share = |part: f64, whole: u64| {
            if whole == 0 {
                0.0
            } else {
                part / whole as f64
            }
        };
        Self {
            volatility_percent,
            auctions: outcome.opened,
            fill_rate: share(outcome.filled as f64, outcome.opened),
            paid_over_market_bps: share(outcome.excess, outcome.spent) * 10_000.0,
            mean_seconds: share(outcome.waited as f64, outcome.filled),
            spent_micro_usd: outcome.spent,
            burned_base_units: outcome.burned,
        }
    }
}

/// Simulates and reports.
pub fn run(options: &Options, form: Form) -> anyhow::Result<()> {
    let out = &mut std::io::stdout().lock();
    let rows = rows(options)?;
    match form {
        Form::Display => Ok(writeln!(out, "{}", table(&rows))?),
        _ => form.write_json(out, &rows),
    }
}

fn rows(options: &Options) -> anyhow::Result<Vec<Row>> {
    let row = |&volatility: &u32| {
        let mut sum = Outcome::default();
        for path in 0..u64::from(options.paths) {
            let seed = options.seed.wrapping_add(path);
            sum.add(&path::run(options, volatility, seed)?);
        }
        Ok(Row::of(volatility, &sum))
    };
    options.volatility.iter().map(row).collect()
}

fn table(rows: &[Row]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_BORDERS_ONLY);
    table.set_header([
        "volatility",
        "auctions",
        "sold out",
        "over the market",
        "mean wait",
        "USDC spent",
        "IO burned",
    ]);
    for row in rows {
        table.add_row([
            format!("{} %", row.volatility_percent),
            grouped(row.auctions),
            format!("{:.2} %", row.fill_rate * 100.0),
            format!("{:.1} bps", row.paid_over_market_bps),
            format!("{:.0} s", row.mean_seconds),
            grouped(row.spent_micro_usd.div_euclid(1_000_000)),
            grouped(row.burned_base_units.div_euclid(100_000_000)),
        ]);
    }
    for column in table.column_iter_mut() {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use io_common::constants::ONE_USDC;

    fn options(volatility: Vec<u32>, costs: u32) -> Options {
        Options {
            days: 3,
            paths: 2,
            volatility,
            costs,
            noise: 20,
            average: 3_600,
            look: 15,
            fees: 5_000,
            seed: 7,
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_figures() {
        let run = |seed| {
            let options = Options {
                seed,
                ..options(vec![90], 50)
            };
            serde_json::to_string(&rows(&options).unwrap()).unwrap()
        };
        assert_eq!(run(7), run(7));
        assert_ne!(run(7), run(8));
    }

    #[test]
    fn a_calm_market_sells_every_lot_at_the_fillers_costs() {
        let options = Options {
            noise: 0,
            ..options(vec![0], 45)
        };
        let [row] = rows(&options).unwrap().try_into().unwrap();
        assert_eq!(row.fill_rate, 1.0);
        // Ten and a half minutes after the opening the bid is 50 bps above the price; a look before, it was 42.
        assert_eq!(row.mean_seconds, 630.0);
        assert!((49.9..50.1).contains(&row.paid_over_market_bps));
        // A day's fees a day of both paths, from a vault of a week's, until the last opening.
        assert!((29_000 * ONE_USDC..=30_000 * ONE_USDC).contains(&row.spent_micro_usd));
    }

    #[test]
    fn nobody_sells_at_costs_above_the_last_bid() {
        let [row] = rows(&options(vec![0], 250)).unwrap().try_into().unwrap();
        assert_eq!((row.fill_rate, row.burned_base_units), (0.0, 0));
    }
}
