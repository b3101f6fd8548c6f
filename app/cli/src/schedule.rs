//! `io schedule`: what the network emits, month by month or hour by hour.

use std::io::Write;

use clap::Args;
use io_common::schedule::{cumulative, HOURS_PER_MONTH, MONTHS, TOTAL_HOURS};
use io_output::terminal;

use crate::{
    amounts,
    output::{self, OutputFormat},
    report::{Cell, Column, Kind, Report},
};

/// Options of `io schedule`.
#[derive(Args)]
pub struct Options {
    /// A row for each of the 240 months (the default)
    #[arg(long, conflicts_with = "hourly")]
    monthly: bool,
    /// A row for each of the 175,200 hours; on display, for the first hour of each month
    #[arg(long)]
    hourly: bool,
}

/// One period of the schedule, counted from 1. Amounts are IO base units (10⁻⁸ IO).
struct Period {
    number: u32,
    emitted: u64,
    cumulative: u64,
}

fn periods(count: u32, hours: u32) -> impl Iterator<Item = Period> {
    (1..=count).map(move |number| {
        let end = cumulative(number.saturating_mul(hours));
        let start = cumulative(number.saturating_sub(1).saturating_mul(hours));
        Period {
            number,
            emitted: end.saturating_sub(start),
            cumulative: end,
        }
    })
}

/// Columns by the month.
pub const MONTHLY: &[Column] = &[
    ("Month", Kind::Count),
    ("Emitted", Kind::Amount),
    ("Cumulative", Kind::Amount),
];

/// Columns by the hour.
pub const HOURLY: &[Column] = &[
    ("Hour", Kind::Count),
    ("Emitted", Kind::Amount),
    ("Cumulative", Kind::Amount),
];

/// Prints the schedule.
///
/// # Errors
/// If it cannot be written.
pub fn run(options: &Options, form: OutputFormat) -> anyhow::Result<()> {
    if form == OutputFormat::Display {
        let text = display(options.hourly, terminal::out_columns());
        return Ok(writeln!(output::stdout(), "{text}")?);
    }
    report(options.hourly).print(form)
}

fn report(hourly: bool) -> Report {
    let (columns, count, hours) = match hourly {
        true => (HOURLY, TOTAL_HOURS, 1),
        false => (MONTHLY, MONTHS, HOURS_PER_MONTH),
    };
    let records = periods(count, hours).map(|it| {
        let values = [
            Cell::count(it.number),
            Cell::Io(it.emitted),
            Cell::Io(it.cumulative),
        ];
        columns.iter().map(|(name, _)| *name).zip(values).collect()
    });
    Report::table(columns, records.collect())
}

/// Most columns of a bar.
const BAR: usize = 60;
/// Columns of the figures before a bar.
const FIGURES: usize = 51;

/// A bar a row, its length the share of the first row. The hours of a month are equal to the base
/// unit's rounding, so by the hour the first of each month is shown.
fn display(hourly: bool, width: Option<usize>) -> String {
    let (unit, count, hours, step) = match hourly {
        true => ("hour", TOTAL_HOURS, 1, HOURS_PER_MONTH),
        false => ("month", MONTHS, HOURS_PER_MONTH, 1),
    };
    let room = width.map_or(BAR, |width| width.saturating_sub(FIGURES).min(BAR));
    let mut lines = vec![format!(
        "{unit:>7}  {:>18}  {:>20}",
        "emitted IO", "cumulative IO"
    )];
    let mut first = None;
    for row in periods(count, hours).step_by(step as usize) {
        let full = *first.get_or_insert(row.emitted);
        let length = row.emitted.saturating_mul(room as u64).checked_div(full);
        let bar = "█".repeat(usize::try_from(length.unwrap_or(0)).unwrap_or(0));
        let (emitted, cumulative) = (amounts::io(row.emitted), amounts::io(row.cumulative));
        let line = format!("{:>7}  {emitted:>18}  {cumulative:>20}  {bar}", row.number);
        lines.push(line.trim_end().into());
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn the_csv_has_240_months_and_ends_at_300_million() {
        let text = report(false).to_text(OutputFormat::Csv);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 241);
        assert_eq!(
            lines[0],
            "month,emitted,emittedCurrency,cumulative,cumulativeCurrency"
        );
        assert_eq!(lines[1], "1,3539041.44703323,IO,3539041.44703323,IO");
        assert_eq!(lines[240], "240,254164.89023711,IO,300000000.00000000,IO");
    }

    /// A number of JavaScript has 53 bits.
    #[test]
    fn no_figure_of_the_json_changes_in_javascript() {
        let text = report(false).to_text(OutputFormat::Json);
        let rows: Value = serde_json::from_str(&text).unwrap();
        let rows = rows.as_array().unwrap();
        assert_eq!(rows.len(), 240);
        assert_eq!(rows[239]["cumulative"]["amount"], "30000000000000000");
        for row in rows {
            for figure in row.as_object().unwrap().values() {
                let is_exact = figure.as_u64().is_some_and(|it| it <= 1 << 53);
                assert!(is_exact || figure["amount"].is_string(), "{row}");
            }
        }
    }

    #[test]
    fn a_terminal_has_a_line_for_each_month() {
        for hourly in [false, true] {
            for (width, widest) in [
                (None, 111),
                (Some(120), 111),
                (Some(80), 80),
                (Some(60), 60),
                (Some(40), 49),
            ] {
                let text = display(hourly, width);
                assert_eq!(text.lines().count(), 241);
                let found = text.lines().map(|line| line.chars().count()).max();
                assert_eq!(found, Some(widest), "{width:?}");
            }
        }
    }
}
