//! `io outage`.

use anchor_lang::prelude::Pubkey;
use clap::{Args, ValueEnum};
use io_client::marketplace as client;
use marketplace::state::{OutageReport, Reservation};

use super::{made_at, Agreement, Lasts, Made, Prepared};
use crate::{
    amounts::several,
    context::Context,
    errors::CliError,
    parse::{address, time},
    plan::{short, Plan},
    report::{Cell, Report},
};
use io_migrations::date;

/// A report.
#[derive(Args)]
pub struct Options {
    /// The reservation
    #[arg(value_parser = address)]
    reservation: Pubkey,
    /// How its GPUs are
    #[arg(value_enum)]
    state: State,
    /// Since when, at the latest the time of the report, which is the default
    #[arg(long, value_name = "TIME", value_parser = time::read)]
    at: Option<i64>,
    /// When the report was made, in the past hour, the same for all who approve it; now by default
    #[arg(long, value_name = "TIME", value_parser = time::read)]
    made_at: Option<i64>,
    #[command(flatten)]
    agreement: Agreement,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum State {
    /// Out of reach
    Down,
    /// In reach again
    Up,
}

/// Reports, or approves a report.
pub fn run(context: &mut Context, options: &Options) -> anyhow::Result<Report> {
    let made_at = made_at(context, options.made_at)?;
    if let Some(at) = options.at.filter(|at| *at > made_at) {
        let reported = format!(
            "--at {} is after the report was made, {}",
            date::utc(at),
            date::utc(made_at)
        );
        return Err(CliError::Usage(reported).into());
    }
    let report = OutageReport {
        made_at,
        at: options.at.unwrap_or(made_at),
        down: options.state == State::Down,
    };
    let agreement = &options.agreement;
    agreement.carry_out(context, |context| {
        prepare(context, options.reservation, report.clone())
    })
}

/// A report.
pub fn prepare(
    context: &mut Context,
    address: Pubkey,
    report: OutageReport,
) -> anyhow::Result<Prepared> {
    let it: Reservation = context.read("reservation", &address)?;
    let (made_at, at, now) = (report.made_at, report.at, context.now()?);
    let last = it.started_at.saturating_add(it.acted_at.into());
    if it.acted_at > 0 && made_at <= last {
        let [made, last] = [made_at, last].map(date::utc);
        let reported = format!(
            "the report was made at {made}, but has to be newer than the last one, of {last}"
        );
        return Err(CliError::Refused(reported).into());
    }
    let began = it.outage.since().filter(|_| !report.down);
    let began = began.map(|since| it.started_at.saturating_add(since.into()));
    let mut question = format!(
        "Report {} of reservation {} {} since {}",
        several(it.gpus, "GPU"),
        short(&address),
        if report.down { "down" } else { "up" },
        Cell::Time(at, now).brief()
    );
    if let Some(began) = began {
        question.push_str(&format!(", down from {}", date::utc(began)));
    }
    let plan = Plan::new(question, [])
        .shows([
            ("Reservation", address.into()),
            ("Supplier", it.supplier.into()),
            ("Down", Cell::Flag(report.down)),
            ("Since", Cell::Time(at, now)),
        ])
        .terms(began.map(|began| ("Down from", Cell::Time(began, now))))
        .shows(began.map(|_| ("Down until", Cell::Time(at, now))))
        .shows([(
            "Downtime until now",
            Cell::Seconds(it.downtime(now)?.into()),
        )])
        .next(match report.down {
            true => format!(
                "io outage {address} up, once the GPUs can be reached again; a report of down lapses"
            ),
            false => format!("io rent status {address}"),
        });
    let hash = report.hash(&address)?;
    Ok(Prepared {
        plan,
        suppliers: Vec::new(),
        made: Some(Made {
            at: made_at,
            lasts: Lasts::Approval,
        }),
        hash,
        instruction: Box::new(move |by| {
            let agreement = by.marketplace();
            Ok(client::report_outage(agreement, &address, report.clone()))
        }),
    })
}
