//! `io schedule`: what the network emits, month by month or hour by hour.

use std::io::Write;

use clap::Args;
use io_common::schedule::{cumulative, HOURS_PER_MONTH, MONTHS, TOTAL_HOURS};
use serde_json::json;

use crate::{amounts, output::Form};

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

/// Prints the schedule.
pub fn run(options: &Options, form: Form) -> anyhow::Result<()> {
    let out = &mut std::io::BufWriter::new(std::io::stdout().lock());
    let (count, hours) = if options.hourly {
        (TOTAL_HOURS, 1)
    } else {
        (MONTHS, HOURS_PER_MONTH)
    };
    match form {
        Form::Csv => csv(out, options.hourly, periods(count, hours))?,
        Form::Json | Form::JsonCompact => {
            form.write_json(out, &json(options.hourly, periods(count, hours)))?;
        }
        Form::Display => display(out, options.hourly, periods(count, hours))?,
    }
    out.flush()?;
    Ok(())
}

fn csv(
    out: &mut impl Write,
    hourly: bool,
    rows: impl Iterator<Item = Period>,
) -> anyhow::Result<()> {
    let unit = if hourly { "hour" } else { "month" };
    writeln!(out, "{unit},emitted_base_units,cumulative_base_units")?;
    for row in rows {
        writeln!(out, "{},{},{}", row.number, row.emitted, row.cumulative)?;
    }
    Ok(())
}

fn json(hourly: bool, rows: impl Iterator<Item = Period>) -> serde_json::Value {
    let unit = if hourly { "hour" } else { "month" };
    let object = |row: Period| {
        json!({
            unit: row.number,
            "emitted_base_units": row.emitted,
            "cumulative_base_units": row.cumulative,
        })
    };
    rows.map(object).collect()
}

/// Columns of the plot.
const WIDTH: u64 = 60;

/// A bar a row, its length the share of the first row. The hours of a month are equal to the base
/// unit's rounding, so by the hour the first of each month is shown.
fn display(
    out: &mut impl Write,
    hourly: bool,
    rows: impl Iterator<Item = Period>,
) -> anyhow::Result<()> {
    let (unit, step) = if hourly {
        ("hour", HOURS_PER_MONTH)
    } else {
        ("month", 1)
    };
    writeln!(
        out,
        "{unit:>7}  {:>17}  {:>20}",
        "emitted IO", "cumulative IO"
    )?;
    let mut first = None;
    for row in rows.step_by(step as usize) {
        let full = *first.get_or_insert(row.emitted);
        let length = row
            .emitted
            .saturating_mul(WIDTH)
            .checked_div(full)
            .unwrap_or(0);
        let bar = "█".repeat(usize::try_from(length)?);
        let (emitted, cumulative) = (amounts::io(row.emitted), amounts::io(row.cumulative));
        writeln!(
            out,
            "{:>7}  {emitted:>17}  {cumulative:>20}  {bar}",
            row.number
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_csv_has_240_months_and_ends_at_300_million() {
        let mut out = Vec::new();
        csv(&mut out, false, periods(MONTHS, HOURS_PER_MONTH)).unwrap();
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 241);
        assert_eq!(lines[0], "month,emitted_base_units,cumulative_base_units");
        assert_eq!(lines[1], "1,353904144703323,353904144703323");
        assert_eq!(lines[240], "240,25416489023711,30000000000000000");
    }

    #[test]
    fn json_and_display_have_a_row_for_each_month() {
        let rows = json(false, periods(MONTHS, HOURS_PER_MONTH));
        assert_eq!(rows.as_array().unwrap().len(), 240);
        assert_eq!(
            rows[239]["cumulative_base_units"],
            30_000_000_000_000_000_u64
        );
        let mut out = Vec::new();
        display(&mut out, true, periods(TOTAL_HOURS, 1)).unwrap();
        assert_eq!(String::from_utf8(out).unwrap().lines().count(), 241);
    }
}
