//! `io rent watch`: follows a reservation to its end.

use std::{io::Write, thread::sleep, time::Duration};

use anchor_lang::prelude::Pubkey;
use clap::Args;
use io_client::reservation::{next, Next};
use marketplace::{
    quote,
    state::{Reservation, Status},
};

use super::{
    connect::reach,
    course::{situation, state, Side},
    money,
};
use crate::{
    access::{Answer, Endpoint},
    context::Context,
    errors::CliError,
    output::{harmless, stdout, tell, OutputFormat},
    parse,
    report::{Cell, Record, Report},
};

/// What to follow.
#[derive(Args)]
pub struct Watch {
    /// The reservation
    #[arg(value_parser = parse::address)]
    reservation: Pubkey,
    /// From one look to the next
    #[arg(long, value_name = "TIME", value_parser = parse::duration::read, default_value = "10s")]
    interval: u64,
    /// One look only
    #[arg(long)]
    once: bool,
}

/// Says where it stands, look after look, until it has ended. A network that does not answer is asked again.
///
/// # Errors
/// [`CliError::Missing`], [`CliError::Gone`]; with `--once` and at the first look, if the network does not answer.
pub fn watch(context: &mut Context, options: &Watch, form: OutputFormat) -> anyhow::Result<Report> {
    if form == OutputFormat::Csv {
        return Err(CliError::Usage("io rent watch has no CSV: use json-compact".into()).into());
    }
    let address = options.reservation;
    let it: Reservation = context.read("reservation", &address)?;
    let endpoint = reach(context, &it.supplier)?;
    loop {
        context.forget();
        match look(context, &address, &endpoint) {
            Ok((record, _)) if options.once => return Ok(Report::fields(record)),
            Ok((record, is_over)) => {
                print(record, form)?;
                if is_over {
                    return Ok(Report::default());
                }
            }
            Err(error) if options.once => return Err(error),
            Err(error) => match error.downcast_ref() {
                Some(CliError::Unreachable(_)) => tell(format!("{error:#}")),
                _ => return Err(error),
            },
        }
        sleep(Duration::from_secs(options.interval));
    }
}

/// A line for people, an object for programs.
fn print(record: Record, form: OutputFormat) -> std::io::Result<()> {
    let text = match form {
        OutputFormat::Display => harmless(&line(&record)),
        form => Report::fields(record).to_text(form),
    };
    let mut out = stdout();
    writeln!(out, "{text}").and_then(|()| out.flush())
}

fn line(record: &Record) -> String {
    let parts = record
        .iter()
        .filter(|(name, cell)| *name != "Reservation" && !matches!(cell, Cell::None));
    let parts: Vec<String> = parts
        .map(|(name, cell)| match *name {
            "State" => cell.brief(),
            name => format!("{}: {}", name.to_lowercase(), cell.brief()),
        })
        .collect();
    parts.join("; ")
}

/// Where it stands, and whether it is over.
fn look(
    context: &mut Context,
    address: &Pubkey,
    endpoint: &Endpoint,
) -> anyhow::Result<(Record, bool)> {
    let it: Reservation = context.read("reservation", address)?;
    let now = context.now()?;
    let (is_waiting, is_active) = (it.is(Status::Reserved), it.is(Status::Active));
    let cost = match () {
        () if is_waiting => 0,
        () if is_active => it.terms.cost(it.gross(it.metered(now)?)?)?,
        () => it.terms.cost(it.payable)?,
    };
    let (step, _) = next(&it, now)?;
    let access = match step {
        Next::Start => "not yet: it waits for its start".into(),
        Next::Runs => access(endpoint, address, &it)?,
        _ => "over".into(),
    };
    let todo = match step {
        Next::Runs if access == READY => format!("`io rent connect {address} --ssh`"),
        _ => situation(address, &it, now, Side::Renter)?,
    };
    let left = match () {
        () if is_waiting => it.starts_until()?.saturating_sub(now).max(0).unsigned_abs(),
        () => quote::seconds_left(&it, now)?.into(),
    };
    let record = vec![
        ("Reservation", Cell::Key(*address)),
        ("State", Cell::text(state(&it))),
        (
            if is_waiting {
                "Starts within"
            } else {
                "Time left"
            },
            Cell::Seconds(left),
        ),
        ("Cost so far", money(it.currency()?, cost)),
        ("Access", Cell::Text(access)),
        ("Next", Cell::Text(todo)),
    ];
    Ok((record, !is_waiting && !is_active))
}

/// Everything is there.
const READY: &str = "ready";

/// Whether the endpoint serves what the supplier has committed to.
fn access(endpoint: &Endpoint, address: &Pubkey, it: &Reservation) -> Result<String, CliError> {
    Ok(match endpoint.again()?.details(address)? {
        Answer::Given(sealed) if io_access::hash(&sealed) == it.connection_hash => READY.into(),
        Answer::Given(_) => {
            "the endpoint serves other details than the supplier has committed to: do not connect"
                .into()
        }
        other => format!("no connection details: {}", other.words()),
    })
}
