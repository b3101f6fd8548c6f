//! The escrows of the genesis table.

use io_client::lock::Found;
use io_migrations::genesis::Share;

use super::{needed, Source};
use crate::report::{Cell, Column, Kind, Record, Report};

/// Columns of the escrows.
pub const COLUMNS: &[Column] = &[
    ("Category", Kind::Text),
    ("Recipient", Kind::Key),
    ("Escrow", Kind::Key),
    ("Locked", Kind::Amount),
    ("Claimable", Kind::Amount),
    ("Next unlock", Kind::Time),
    ("As in the table", Kind::Text),
];

/// Shows them, in the order of the table.
pub fn table(source: &Source) -> anyhow::Result<Report> {
    let table = needed(source, "no locks are known")?;
    let rows = table.shares().zip(&source.reading.locks);
    let rows = rows.map(|(share, found)| row(source, share, found));
    Ok(Report::table(COLUMNS, rows.collect()))
}

fn row(source: &Source, share: &Share, found: &Found) -> Record {
    let (schedule, now) = (found.terms.schedule, source.reading.now);
    let unlocked = schedule.unlocked(now);
    let amounts = found.counted().map(|it| {
        let locked = schedule.total().saturating_sub(unlocked);
        (locked, unlocked.saturating_sub(it.claimed))
    });
    let (locked, claimable) = amounts.unwrap_or_default();
    let next = schedule.next(now).filter(|_| amounts.is_some());
    let next = next.and_then(|(time, _)| i64::try_from(time).ok());
    vec![
        ("Category", Cell::text(&share.category)),
        ("Recipient", share.owner.into()),
        ("Escrow", found.terms.escrow().into()),
        ("Locked", Cell::Io(locked)),
        ("Claimable", Cell::Io(claimable)),
        (
            "Next unlock",
            next.map_or(Cell::None, |time| Cell::Time(time, source.now)),
        ),
        ("As in the table", Cell::Flag(amounts.is_some())),
    ]
}
