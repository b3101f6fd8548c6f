//! `io council`: who attests, and what they have approved.

use clap::{Args, Subcommand};
use io_client::emissions as client;
use io_common::{
    addresses::COUNCIL,
    types::{Approval, Council},
};

use super::{evidence, file, watch};
use crate::{
    context::Context,
    errors::CliError,
    options::hexadecimal,
    output::OutputFormat,
    parse::hash,
    plan::{short, Plan},
    report::{Cell, Column, Kind, Report},
};

/// Commands about the council.
#[derive(Subcommand)]
pub enum Command {
    /// Show the attestors, and how many must agree
    Show,
    /// List approved decisions that nobody has sent or closed
    Approvals,
    /// Show the decision of a file in words, ask, and approve it, or sign the transaction that carries it out
    Approve(file::Approve),
    /// Send the decision of a file that enough attestors have approved
    Send(file::Send),
    /// Probe suppliers and running reservations, keep the evidence, and approve what follows from it
    Watch(watch::Options),
    /// What a watcher has written down
    #[command(subcommand)]
    Evidence(evidence::Command),
    /// Close approvals whose hour is over; the rent goes to those who opened them
    Close(Close),
}

/// Approvals to close.
#[derive(Args)]
pub struct Close {
    /// Hash of the decision, as `io council approvals` shows it
    #[arg(value_parser = hash::read)]
    hash: [u8; 32],
}

/// Runs one of them.
pub fn run(context: &mut Context, command: &Command, form: OutputFormat) -> anyhow::Result<Report> {
    match command {
        Command::Show => show(context),
        Command::Approvals => approvals(context),
        Command::Approve(options) => file::approve(context, options),
        Command::Send(options) => file::send(context, options),
        Command::Watch(options) => watch::run(context, options, form),
        Command::Evidence(command) => evidence::run(context, command),
        Command::Close(options) => close(context, &options.hash),
    }
}

/// The council as it is.
///
/// # Errors
/// [`CliError::WrongNetwork`].
pub fn council(context: &mut Context) -> anyhow::Result<Council> {
    let found = context.recall(&COUNCIL.address)?;
    found.ok_or_else(|| CliError::WrongNetwork(context.url.clone()).into())
}

/// Columns of the attestors.
pub const ATTESTORS: &[Column] = &[
    ("Attestor", Kind::Key),
    ("Suspended", Kind::Text),
    ("Threshold", Kind::Count),
];

/// Columns of the approvals.
pub const APPROVALS: &[Column] = &[
    ("Hash", Kind::Hash),
    ("Approved by", Kind::Count),
    ("Needed", Kind::Count),
    ("Opened at", Kind::Time),
    ("Over", Kind::Text),
];

fn show(context: &mut Context) -> anyhow::Result<Report> {
    let council = council(context)?;
    let records = council.members().iter().map(|attestor| {
        vec![
            ("Attestor", (*attestor).into()),
            ("Suspended", Cell::Flag(council.place(attestor).is_none())),
            ("Threshold", Cell::count(council.threshold)),
        ]
    });
    Ok(Report::table(ATTESTORS, records.collect()))
}

fn approvals(context: &mut Context) -> anyhow::Result<Report> {
    let (council, now) = (council(context)?, context.now()?);
    let mut found = context.all::<Approval>()?;
    found.sort_by_key(|(_, it)| it.opened_at);
    let records = found.into_iter().map(|(_, it)| {
        let counts = it.revision == council.revision;
        let counted = it.approvals & !council.suspended;
        let approved = if counts { counted.count_ones() } else { 0 };
        vec![
            ("Hash", Cell::Text(hexadecimal(&it.hash))),
            ("Approved by", Cell::count(approved)),
            ("Needed", Cell::count(council.threshold)),
            ("Opened at", Cell::Time(it.opened_at, now)),
            ("Over", Cell::Flag(it.is_over(now))),
        ]
    });
    Ok(Report::table(APPROVALS, records.collect()))
}

fn close(context: &mut Context, hash: &[u8; 32]) -> anyhow::Result<Report> {
    context.carry_out(|context, _| closing(context, hash))
}

fn closing<'a>(context: &mut Context, hash: &[u8; 32]) -> anyhow::Result<Plan<'a>> {
    let address = client::approval_address(hash);
    let approval: Approval = context.read("approval", &address)?;
    let close = client::close_approval(&approval.payer, hash);
    let question = format!("Close the approval {}", short(&address));
    let plan = Plan::new(question, [close])
        .shows([
            ("Approval", address.into()),
            ("Hash", Cell::Text(hexadecimal(hash))),
        ])
        .terms([
            ("Opened at", Cell::Time(approval.opened_at, context.now()?)),
            ("Rent to", approval.payer.into()),
        ]);
    Ok(plan)
}
