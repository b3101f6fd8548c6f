//! `io gov show`.

use std::collections::BTreeSet;

use clap::{Args, ValueEnum};

use super::proposal::{find_all, next};
use crate::{
    context::Context,
    options::Program,
    report::{Cell, Column, Kind, Record, Report},
    rewards::ledger,
};

/// Numbers without an open proposal that are named, the last ones.
const CLOSED: usize = 3;

/// What to show.
#[derive(Args)]
pub struct Options {
    /// Show the open proposals of this program instead
    #[arg(value_enum)]
    program: Option<Program>,
}

/// Columns of roles and pauses.
pub const ROLES: &[Column] = &[
    ("Program", Kind::Text),
    ("Authority", Kind::Key),
    ("Proposed authority", Kind::Key),
    ("Guardian", Kind::Key),
    ("Paused", Kind::Text),
    ("Until", Kind::Time),
    ("Next proposal", Kind::Count),
];

/// Columns of the open proposals.
pub const PROPOSALS: &[Column] = &[
    ("Number", Kind::Count),
    ("Proposal", Kind::Key),
    ("Change", Kind::Text),
    ("Ready at", Kind::Time),
    ("Lapses at", Kind::Time),
    ("Overtaken", Kind::Text),
];

/// Shows roles and pauses, or open proposals.
pub fn run(context: &mut Context, options: &Options) -> anyhow::Result<Report> {
    let now = context.now()?;
    let mut records: Vec<Record> = Vec::new();
    let Some(program) = options.program else {
        for program in Program::value_variants() {
            records.push(roles(context, *program, now)?);
        }
        return Ok(Report::table(ROLES, records));
    };
    let next = next(context, program)?;
    let mut open = BTreeSet::new();
    for (number, found) in find_all(context, program, 0..next)? {
        open.insert(number);
        records.push(vec![
            ("Number", Cell::count(number)),
            ("Proposal", program.proposal(number).into()),
            ("Change", Cell::Text(found.change)),
            ("Ready at", Cell::Time(found.timelock.ready_at, now)),
            ("Lapses at", Cell::Time(found.timelock.lapses_at, now)),
            ("Overtaken", Cell::Flag(found.overtaken)),
        ]);
    }
    // Their addresses follow from their numbers.
    let closed = (0..next).rev().filter(|number| !open.contains(number));
    let notes = closed.take(CLOSED).map(|number| {
        let address = program.proposal(number);
        format!("proposal {number} was applied, cancelled or skipped: io history {address}")
    });
    Ok(notes.fold(Report::table(PROPOSALS, records), Report::note))
}

fn roles(context: &mut Context, program: Program, now: i64) -> anyhow::Result<Record> {
    let (roles, pause) = match program {
        Program::Emissions => (context.emissions()?.roles, ledger(context)?.pause),
        Program::Marketplace => {
            let config = context.market()?;
            (config.roles, config.pause)
        }
        Program::FeeBurn => {
            let config = context.fee_burn()?;
            (config.roles, config.pause)
        }
    };
    let until = match pause.until {
        i64::MAX => Cell::text("the authority ends it"),
        until if pause.is_on(now) => Cell::Time(until, now),
        _ => Cell::None,
    };
    Ok(vec![
        ("Program", Cell::text(program.name())),
        ("Authority", roles.authority.into()),
        ("Proposed authority", Cell::named(roles.pending_authority)),
        ("Guardian", roles.guardian.into()),
        ("Paused", Cell::Flag(pause.is_on(now))),
        ("Until", until),
        ("Next proposal", Cell::count(next(context, program)?)),
    ])
}
