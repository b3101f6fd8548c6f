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

/// Shows the rest of this month and the 12 after it, in UTC, and their sum: for people as the last row.
pub fn report(source: &Source) -> Report {
    let reading = &source.reading;
    let months = calendar(&reading.schedules(), &reading.clock, reading.now);
    let records = months.iter().enumerate();
    let records: Vec<Record> = records
        .map(|(place, month)| record(source, name(place == 0, month), month))
        .collect();
    let sum = months.iter().fold(Month::default(), |sum, it| Month {
        unlocks: sum.unlocks.saturating_add(it.unlocks),
        emission: sum.emission.saturating_add(it.emission),
        ..sum
    });
    let last = record(source, "sum".into(), &sum);
    let shown = [records.clone(), vec![last]].concat();
    Report::sections(vec![
        ("Months", Report::table(COLUMNS, records)),
        ("Sum", Report::fields(amounts(source, &sum))),
    ])
    .people_see(Report::table(COLUMNS, shown))
    .note(
        "The emission is that of the schedule if no hour is missed. Nothing that may be burned is taken off.",
    )
}

fn name(is_first: bool, month: &Month) -> String {
    let name = named(month.from);
    match is_first {
        true => format!("rest of {name}"),
        false => name,
    }
}

fn record(source: &Source, name: String, month: &Month) -> Record {
    let mut record = vec![("Month", Cell::Text(name))];
    record.extend(amounts(source, month));
    record
}

fn amounts(source: &Source, month: &Month) -> Record {
    let together = month.unlocks.saturating_add(month.emission);
    vec![
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
