//! What comes into circulation, month by month.

use chrono::DateTime;
use io_client::supply::{calendar, Month};

use super::Source;
use crate::report::{Cell, Column, Kind, Record, Report};

/// Columns of the months.
pub const COLUMNS: &[Column] = &[
    ("Month", Kind::Text),
    ("Unlocks", Kind::Amount),
    ("Emission", Kind::Amount),
    ("Together", Kind::Amount),
];

/// Shows the rest of this month and the 12 after it, in UTC.
pub fn table(source: &Source) -> Report {
    let reading = &source.reading;
    let months = calendar(&reading.schedules(), &reading.clock, reading.now);
    let records = months.iter().enumerate();
    let records = records.map(|(place, month)| record(source, place == 0, month));
    Report::table(COLUMNS, records.collect()).note(
        "The emission is that of the schedule if no hour is missed. Nothing that may be burned is taken off.",
    )
}

fn record(source: &Source, is_first: bool, month: &Month) -> Record {
    let name = named(month.from);
    let name = if is_first {
        format!("rest of {name}")
    } else {
        name
    };
    let together = month.unlocks.saturating_add(month.emission);
    vec![
        ("Month", Cell::Text(name)),
        ("Unlocks", source.locked(month.unlocks)),
        ("Emission", Cell::Io(month.emission)),
        ("Together", source.locked(together)),
    ]
}

/// The month of a time in UTC, such as `2027-01`.
pub fn named(time: u64) -> String {
    let date = i64::try_from(time).ok();
    let date = date.and_then(|time| DateTime::from_timestamp(time, 0));
    date.map_or_else(|| time.to_string(), |date| date.format("%Y-%m").to_string())
}
