//! Months of auctions over random prices, by the fee-burn program's own transitions.
//!
//! The market is a random walk without a trend. The oracle publishes it with noise, and a moving average. A keeper opens whenever it can; fillers take the whole lot as soon as the bid is above the market by their costs.

mod market;
mod path;

use clap::Args;
use io_client::values::count;
use io_output::{
    output::OutputFormat,
    report::{Cell, Column, Kind, Record, Report},
    terminal,
};
use path::Outcome;

/// The market and the fillers.
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
#[derive(Debug)]
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

/// Columns of the volatilities.
pub const COLUMNS: &[Column] = &[
    ("Volatility", Kind::Measure),
    ("Auctions", Kind::Count),
    ("Sold out", Kind::Measure),
    ("Over the market", Kind::Measure),
    ("Mean wait", Kind::Measure),
    ("Spent", Kind::Amount),
    ("Burned", Kind::Amount),
];

/// Simulates and reports.
///
/// # Errors
/// Those of the fee-burn program's arithmetic; if it cannot be written.
pub fn run(options: &Options, form: OutputFormat) -> anyhow::Result<()> {
    let records = rows(options)?.iter().map(record).collect();
    Report::table(COLUMNS, records).print(form)
}

fn rows(options: &Options) -> anyhow::Result<Vec<Row>> {
    let steps = (options.volatility.len() as u64).saturating_mul(options.paths.into());
    let progress = terminal::bar(steps, "path {pos} of {len}, {eta} left {wide_bar}");
    let row = |&volatility: &u32| {
        let mut sum = Outcome::default();
        for path in 0..u64::from(options.paths) {
            let seed = options.seed.wrapping_add(path);
            sum.add(&path::run(options, volatility, seed)?);
            progress.inc(1);
        }
        Ok(Row::of(volatility, &sum))
    };
    options.volatility.iter().map(row).collect()
}

fn record(row: &Row) -> Record {
    vec![
        (
            "Volatility",
            Cell::Measure(row.volatility_percent.into(), 0, "%"),
        ),
        ("Auctions", Cell::Count(row.auctions)),
        ("Sold out", Cell::Measure(row.fill_rate * 100.0, 2, "%")),
        (
            "Over the market",
            Cell::Measure(row.paid_over_market_bps, 1, "bps"),
        ),
        ("Mean wait", Cell::Measure(row.mean_seconds, 0, "s")),
        ("Spent", Cell::Usdc(row.spent_micro_usd)),
        ("Burned", Cell::Io(row.burned_base_units)),
    ]
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
            format!("{:?}", rows(&options).unwrap())
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
