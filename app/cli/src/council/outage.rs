//! `io outage`.

use anchor_lang::prelude::Pubkey;
use clap::{Args, ValueEnum};
use io_client::marketplace as client;
use marketplace::state::{OutageReport, Reservation};

use super::{approve, made_at, Agreement, Mode};
use crate::{
    context::Context,
    errors::Failure,
    parse::{address, time},
    report::{date, Cell, Report},
};

/// A report.
#[derive(Args)]
pub struct Options {
    /// The reservation
    #[arg(value_parser = address)]
    reservation: Pubkey,
    /// How its GPUs are
    #[arg(value_enum)]
    state: State,
    /// Since when, not after the report was made; since then unless given
    #[arg(long, value_name = "TIME", value_parser = time::read)]
    at: Option<i64>,
    /// When the report was made, in the past hour, the same for all who approve it; now unless given
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
    let address = options.reservation;
    context.read::<Reservation>("reservation", &address)?;
    let now = context.now()?;
    let made_at = made_at(context, options.made_at)?;
    if let Some(at) = options.at.filter(|at| *at > made_at) {
        let told = format!(
            "--at {} is after the report was made, {}",
            date(at),
            date(made_at)
        );
        return Err(Failure::Usage(told).into());
    }
    let report = OutageReport {
        made_at,
        at: options.at.unwrap_or(made_at),
        down: options.state == State::Down,
    };
    let (at, hash) = (report.at, report.hash(&address)?);
    let (agreement, keys) = match options.agreement.mode(context, &hash)? {
        Mode::Approve => return approve(context, hash),
        Mode::Sign(keys, signers) => {
            let act = client::report_outage(client::Agreement::Signed(&signers), &address, report);
            (act, keys)
        }
        Mode::Approved(_) => {
            let act = client::report_outage(client::Agreement::Approved(hash), &address, report);
            (act, Vec::new())
        }
    };
    let sent = context.send(Vec::new(), vec![agreement], &keys)?;
    Ok(sent.report(vec![
        ("Reservation", address.into()),
        ("Down", Cell::Flag(options.state == State::Down)),
        ("Since", Cell::Time(at, now)),
    ]))
}
