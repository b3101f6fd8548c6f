//! The supply over the 20 years of the emission schedule.

use io_client::supply::{chart, Point};
use io_common::constants::{ONE_IO, SUPPLY_CAP};

use super::{calendar::named, svg, Source};
use crate::report::{Cell, Column, Kind, Report};

/// Columns of the points.
pub const COLUMNS: &[Column] = &[
    ("Time", Kind::Time),
    ("Circulating", Kind::Amount),
    ("Locked", Kind::Amount),
    ("Emitted", Kind::Amount),
];

/// Months from a line to the next.
const MONTHS: usize = 6;
/// Columns of the longest bar.
const BAR: u64 = 46;
/// What is drawn, and what is left out of it.
const TITLE: &str = "IO over the emission schedule, if no hour is missed and nothing is burned";

/// Shows it: as a text of 80 columns or an image, and for programs as a table of all months.
pub fn report(source: &Source, svg: bool) -> Report {
    let reading = &source.reading;
    let points = chart(&reading.schedules(), &reading.clock);
    let records = points.iter().map(|it| {
        let time = i64::try_from(it.time).unwrap_or(i64::MAX);
        vec![
            ("Time", Cell::Time(time, source.now)),
            ("Circulating", Cell::Io(circulating(it))),
            ("Locked", source.locked(it.locked)),
            ("Emitted", Cell::Io(it.emitted)),
        ]
    });
    let has_table = source.table.is_some();
    let drawn = match svg {
        true => svg::draw(TITLE, &points, has_table),
        false => text(&points, has_table),
    };
    Report::table(COLUMNS, records.collect()).displayed_as(drawn)
}

/// What circulates once everything that was emitted is claimed.
pub fn circulating(point: &Point) -> u64 {
    point.unlocked.saturating_add(point.emitted)
}

fn text(points: &[Point], has_table: bool) -> String {
    let mut lines = vec![
        TITLE.into(),
        "circulating: █ of genesis  ▓ emitted      locked: ░".into(),
        format!(
            "{:<7}  {:46}  {:>11}  {:>7}",
            "", "", "circulating", "locked"
        ),
    ];
    let points = points.iter().step_by(MONTHS);
    lines.extend(points.map(|it| line(it, has_table)));
    lines.join("\n")
}

fn line(point: &Point, has_table: bool) -> String {
    let ends = [point.unlocked, circulating(point), all(point)].map(length);
    let mut bar = String::new();
    let mut from = 0;
    for (end, mark) in ends.into_iter().zip(["█", "▓", "░"]) {
        let length = end.saturating_sub(from);
        bar.push_str(&mark.repeat(usize::try_from(length).unwrap_or(0)));
        from = end;
    }
    let locked = match has_table {
        true => millions(point.locked),
        false => "-".into(),
    };
    format!(
        "{}  {bar:<46}  {:>11}  {locked:>7}",
        named(point.time),
        millions(circulating(point)),
    )
}

fn all(point: &Point) -> u64 {
    circulating(point).saturating_add(point.locked)
}

/// Columns of a bar for base units.
fn length(amount: u64) -> u64 {
    let length = amount.saturating_mul(BAR).checked_div(SUPPLY_CAP);
    length.unwrap_or(0)
}

/// Base units in millions of IO, rounded down to a tenth.
fn millions(amount: u64) -> String {
    let tenths = amount.div_euclid(ONE_IO.saturating_mul(100_000));
    format!("{}.{}M", tenths.div_euclid(10), tenths.rem_euclid(10))
}
