//! `io emissions`: the clock that mints.

use clap::Subcommand;
use emissions::state::Ledger;
use io_common::{
    addresses::LEDGER,
    constants::epoch_hour,
    schedule::{cumulative, hourly, HOURS_PER_MONTH, MONTHS, TOTAL_HOURS},
};

use crate::{
    amounts::several,
    context::Context,
    errors::CliError,
    plan::Plan,
    report::{Cell, Column, Kind, Report},
    rewards::ledger,
};

/// Commands about the clock.
#[derive(Subcommand)]
pub enum Command {
    /// Show what has been emitted and claimed
    Status,
    /// Bring the clock to the present hour
    Advance,
    /// Show the schedule month by month, and how far it has come
    Schedule,
}

/// Runs one of them.
pub fn run(context: &mut Context, command: &Command) -> anyhow::Result<Report> {
    match command {
        Command::Status => status(context),
        Command::Advance => advance(context),
        Command::Schedule => schedule(context),
    }
}

fn status(context: &mut Context) -> anyhow::Result<Report> {
    let (it, now) = (ledger(context)?, context.now()?);
    let behind = epoch_hour(now).saturating_sub(it.hour);
    let [enterprise, community] = &it.pools;
    let next = match it.schedule_hour {
        hour if hour < TOTAL_HOURS => hourly(hour),
        _ => 0,
    };
    Ok(Report::fields(vec![
        ("Launched", Cell::Flag(it.is_launched())),
        ("Epoch hour", Cell::count(it.hour)),
        ("Hours behind", Cell::count(behind)),
        ("Schedule hour", Cell::count(it.schedule_hour)),
        ("Next hour emits", Cell::Io(next)),
        ("Emitted", Cell::Io(it.emitted_total)),
        ("Claimed", Cell::Io(it.claimed_total)),
        ("Slashed", Cell::Io(it.slashed_total)),
        ("Launch supply", Cell::Io(it.launch_supply)),
        ("Enterprise units", Cell::Units(enterprise.live)),
        ("Community units", Cell::Units(community.live)),
        ("Paused", Cell::Flag(it.pause.is_on(now))),
    ]))
}

fn advance(context: &mut Context) -> anyhow::Result<Report> {
    context.carry_out(|context, _| advancing(context))
}

fn advancing<'a>(context: &mut Context) -> anyhow::Result<Plan<'a>> {
    let before = ledger(context)?;
    let advance = context.catch_up(&[])?;
    if advance.is_empty() {
        return Err(CliError::Nothing("advance: the clock is at the present hour").into());
    }
    let hour = epoch_hour(context.now()?);
    let hours = hour.saturating_sub(before.hour);
    let question = format!("Advance the emission clock by {}", several(hours, "hour"));
    let plan = Plan::new(question, Vec::new())
        .after(advance)
        .shows([("Epoch hour", Cell::count(hour))])
        .observing(move |preview| {
            let after = preview.read::<Ledger>(&LEDGER.address);
            let minted =
                after.map(|after| after.emitted_total.saturating_sub(before.emitted_total));
            Ok(minted
                .map(|minted| ("Minted", Cell::Io(minted)))
                .into_iter()
                .collect())
        });
    Ok(plan)
}

/// Columns of the schedule.
pub const MONTHLY: &[Column] = &[
    ("Month", Kind::Count),
    ("Emits", Kind::Amount),
    ("Cumulative", Kind::Amount),
    ("Hours reached", Kind::Count),
];

fn schedule(context: &mut Context) -> anyhow::Result<Report> {
    let reached = ledger(context)?.schedule_hour;
    let records = (1..=MONTHS).map(|month| {
        let end = month.saturating_mul(HOURS_PER_MONTH);
        let start = end.saturating_sub(HOURS_PER_MONTH);
        let emitted = cumulative(end).saturating_sub(cumulative(start));
        vec![
            ("Month", Cell::count(month)),
            ("Emits", Cell::Io(emitted)),
            ("Cumulative", Cell::Io(cumulative(end))),
            (
                "Hours reached",
                Cell::count(reached.clamp(start, end).saturating_sub(start)),
            ),
        ]
    });
    Ok(Report::table(MONTHLY, records.collect()))
}
