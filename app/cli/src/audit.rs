//! `io audit`: every account of the three programs, and each rule of the protocol that can be checked from outside.

mod index;

use clap::Args;
use io_client::{
    audit::{examine, locks, Finding, Snapshot, Verdict},
    lock::Found,
    supply::Reading,
    values::figures::several,
};
use io_output::terminal;

use crate::{
    context::{unreachable, Context},
    deployment::{self, Table},
    errors::CliError,
    refusals::unread,
    report::{Cell, Column, Kind, Record, Report},
};

/// Columns of the rules.
pub const COLUMNS: &[Column] = &[
    ("Rule", Kind::Text),
    ("What must hold", Kind::Text),
    ("Verdict", Kind::Text),
    ("Figures", Kind::Text),
];

/// What is compared.
#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    deployment: deployment::File,
    /// URL of an indexer: compare its rows with the accounts (P-22)
    #[arg(long, value_name = "URL")]
    from_index: Option<String>,
}

/// Reads everything and checks it.
pub fn run(context: &mut Context, options: &Options) -> anyhow::Result<Report> {
    let table = options.deployment.table(context)?;
    // Rows changed since then are read again.
    let slot = options.from_index.as_ref().map(|_| index::slot(context));
    let slot = slot.transpose()?;
    let reading = terminal::spinner("reading every account");
    let snapshot = Snapshot::read(context.network).map_err(unreachable)?;
    drop(reading);
    let snapshot = snapshot.ok_or_else(|| CliError::WrongNetwork(context.url.clone()))?;
    let mut findings = examine(&snapshot)?;
    if let Some(table) = &table {
        findings.extend(locks(&found(context, table)?));
    }
    let accounts = index::Accounts {
        slot: slot.unwrap_or(0),
        snapshot,
    };
    let mut unsure = None;
    if let Some(url) = &options.from_index {
        let (more, note) = index::findings(context, url, &accounts)?;
        findings.extend(more);
        unsure = note;
    }
    let snapshot = accounts.snapshot;
    let mut report = Report::table(COLUMNS, findings.iter().map(record).collect());
    let broken = findings.iter().filter(|it| it.verdict == Verdict::Broken);
    report.broken = broken.count();
    if let Some(note) = unsure {
        report = report.note(note);
    }
    let read = |count: usize, things| several(count as u64, things);
    if table.is_none() {
        report = report.note(
            "P-31 was not checked: name the deployment file with --file, such as --file deployment.toml.",
        );
    }
    Ok(report.note(format!(
        "{}, {} and {} were read.",
        read(snapshot.suppliers.len(), "suppliers"),
        read(snapshot.delegations.len(), "delegations"),
        read(snapshot.reservations.len(), "reservations"),
    )))
}

/// The escrows of the table.
fn found(context: &mut Context, table: &Table) -> anyhow::Result<Vec<Found>> {
    let (io, now) = (context.io()?, context.now()?);
    let read = Reading::read(context.network, &io, &table.terms(), now);
    Ok(read.map_err(|error| unread(context, error))?.locks)
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
