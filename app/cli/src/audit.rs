//! `io audit`: every account of the three programs, and each rule of the protocol that can be checked from outside.

use io_client::{
    audit::{examine, Finding, Snapshot, Verdict},
    values::figures::several,
};
use io_output::terminal;

use crate::{
    context::{unreachable, Context},
    errors::CliError,
    report::{Cell, Column, Kind, Record, Report},
};

/// Columns of the rules.
pub const COLUMNS: &[Column] = &[
    ("Rule", Kind::Text),
    ("What must hold", Kind::Text),
    ("Verdict", Kind::Text),
    ("Figures", Kind::Text),
];

/// Reads everything and checks it.
pub fn run(context: &mut Context) -> anyhow::Result<Report> {
    let reading = terminal::spinner("reading every account");
    let snapshot = Snapshot::read(context.network).map_err(unreachable)?;
    drop(reading);
    let snapshot = snapshot.ok_or_else(|| CliError::WrongNetwork(context.url.clone()))?;
    let findings = examine(&snapshot)?;
    let mut report = Report::table(COLUMNS, findings.iter().map(record).collect());
    let broken = findings.iter().filter(|it| it.verdict == Verdict::Broken);
    report.broken = broken.count();
    let read = |count: usize, things| several(count as u64, things);
    Ok(report.note(format!(
        "{}, {} and {} were read.",
        read(snapshot.suppliers.len(), "suppliers"),
        read(snapshot.delegations.len(), "delegations"),
        read(snapshot.reservations.len(), "reservations"),
    )))
}

fn record(it: &Finding) -> Record {
    vec![
        ("Rule", Cell::text(it.rule)),
        ("What must hold", Cell::text(it.what)),
        (
            "Verdict",
            Cell::text(match it.verdict {
                Verdict::Exact => "holds",
                Verdict::Surplus(_) => "holds, with a surplus",
                Verdict::Broken => "BROKEN",
            }),
        ),
        ("Figures", Cell::text(&it.figures)),
    ]
}
