//! `io council evidence`: what a watcher has written down, checked by anybody.

use std::path::PathBuf;

use anchor_lang::prelude::Pubkey;
use clap::{Args, Subcommand};
use io_client::{
    events::{self, Event},
    Executed, MAX_MENTIONS,
};
use io_common::types::Supplier;
use io_migrations::date;
use io_watch::evidence::{self, Verified};

use crate::{
    context::{unreachable, Context},
    errors::CliError,
    history,
    parse::hash,
    report::{Cell, Report},
};

/// Transactions of the attestor in the time of the evidence that are read at most.
const MOST: usize = 200;
/// Transactions that are listed at once: one fewer than a node lists, since one more is asked for.
const PAGE: usize = MAX_MENTIONS - 1;

/// Commands about evidence.
#[derive(Subcommand)]
pub enum Command {
    /// Check the evidence of a day: that no line was changed, that an attestor signed it, and that every answer in it was signed by
    /// the supplier's owner or operator
    Verify(Verify),
}

/// A file to check.
#[derive(Args)]
pub struct Verify {
    /// File of a day, such as 2027-01-31.jsonl, with its signature beside it, 2027-01-31.head.json
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Find the line with this hash, in hexadecimal: the evidence of a batch of attestations
    #[arg(long, value_name = "HEX", value_parser = hash::read)]
    line: Option<[u8; 32]>,
    /// Ask no network: who the signers are is not checked then
    #[arg(long)]
    offline: bool,
}

impl Command {
    /// Whether it asks no network.
    pub fn is_offline(&self) -> bool {
        let Self::Verify(options) = self;
        options.offline
    }
}

/// Runs one of them.
pub fn run(context: &mut Context, command: &Command) -> anyhow::Result<Report> {
    let Command::Verify(options) = command;
    let refused = |error: evidence::Error| match error {
        evidence::Error::File { .. } => CliError::Usage(error.to_string()),
        other => CliError::Refused(other.to_string()),
    };
    let it = evidence::verify(&options.file, options.line).map_err(refused)?;
    if options.line.is_some() && it.found.is_none() {
        let reported = "no line of this file has that hash: try the days around it";
        return Err(CliError::Refused(reported.into()).into());
    }
    let (attestor, suppliers) = match options.offline {
        true => (UNCHECKED.into(), UNCHECKED.into()),
        false => signers(context, &it)?,
    };
    let key = |text: &str| match text.parse() {
        Ok(address) => Cell::Key(address),
        Err(_) => Cell::Text(text.into()),
    };
    let mut fields = vec![
        ("Attestor", key(&it.attestor)),
        ("By the chain", Cell::Text(attestor)),
        ("Network", Cell::Text(it.network)),
        ("Lines", Cell::Count(it.lines)),
        ("Signed lines", Cell::Count(it.signed)),
        ("Suppliers' answers", Cell::Count(it.answers)),
        ("Their signers", Cell::Text(suppliers)),
        ("Challenges without an answer", Cell::Count(it.silences)),
        ("Follows", Cell::Text(it.follows)),
        ("Last line", Cell::Text(it.last)),
    ];
    fields.extend(it.found.map(|line| ("Line", Cell::Count(line))));
    Ok(Report::fields(fields))
}

const UNCHECKED: &str = "not checked: no network was asked";

/// What the chain says of the attestor, and of those who signed answers.
fn signers(context: &mut Context, it: &Verified) -> anyhow::Result<(String, String)> {
    let genesis = context.network.genesis().map_err(unreachable)?;
    let genesis = genesis.unwrap_or_default().to_string();
    if genesis != it.network {
        let reported = format!(
            "the evidence is of the network {}, and {} is {genesis}: name a node of the former with -u, or give --offline",
            it.network,
            context.place().name()
        );
        return Err(CliError::Refused(reported).into());
    }
    Ok((attestor(context, it)?, suppliers(context, it)?))
}

/// Whether an attestor of the council wrote it. Only attestors approve, so an approval in that time shows it.
fn attestor(context: &mut Context, it: &Verified) -> anyhow::Result<String> {
    let attestor: Pubkey = it
        .attestor
        .parse()
        .map_err(|_| CliError::Refused("the attestor is no address".into()))?;
    if let Some(at) = approved(context, &attestor, it.times)? {
        return Ok(format!(
            "an attestor then: it approved at {}",
            date::utc(at)
        ));
    }
    let council = super::current(context)?;
    let is_named = council.members().contains(&attestor);
    match (is_named, council.place(&attestor)) {
        (true, Some(_)) => {
            Ok("an attestor now; that it was one then no approval of that time shows".into())
        }
        (true, None) => Ok(
            "suspended now; that it was an attestor then no approval of that time shows".into(),
        ),
        (false, _) => Err(CliError::Refused(format!(
            "{attestor} signed it and is no attestor of the council, nor does an approval of that time show that it was one then. \
             --offline checks the rest"
        ))
        .into()),
    }
}

/// When it approved a decision in that time, if it did.
fn approved(
    context: &mut Context,
    attestor: &Pubkey,
    [from, until]: [i64; 2],
) -> anyhow::Result<Option<i64>> {
    let (mut before, mut read) = (None, 0_usize);
    loop {
        let (page, more) = history::mentions(context, attestor, before, PAGE)?;
        for mention in page.iter().filter(|it| !it.failed) {
            // Of that time, as far as the node knows it.
            if mention.time.is_some_and(|time| time > until) {
                continue;
            }
            if mention.time.is_some_and(|time| time < from) || read >= MOST {
                return Ok(None);
            }
            read = read.saturating_add(1);
            let executed = context.network.executed(&mention.signature);
            let executed = executed.map_err(unreachable)?;
            let Some(executed) = executed.filter(|it| approves(it, attestor)) else {
                continue;
            };
            let time = executed.time.or(mention.time);
            if time.is_some_and(|time| (from..=until).contains(&time)) {
                return Ok(time);
            }
        }
        before = page.last().map(|it| it.signature);
        if !more {
            return Ok(None);
        }
    }
}

fn approves(executed: &Executed, attestor: &Pubkey) -> bool {
    let mut inner = executed.inner.iter().flatten();
    inner.any(|(program, data)| match events::decode(program, data) {
        Some(Event::Emissions(events::Emissions::Approved(it))) => it.attestor == *attestor,
        _ => false,
    })
}

/// Whether each answer was signed by the owner or the operator of its supplier.
fn suppliers(context: &mut Context, it: &Verified) -> anyhow::Result<String> {
    let known = context.find_all::<Supplier>(it.signers.iter().map(|(supplier, _)| *supplier))?;
    let mut closed = 0_u64;
    for (supplier, signer) in &it.signers {
        match known.get(supplier) {
            Some(it) if [it.owner, it.operator].contains(signer) => {}
            Some(_) => {
                return Err(CliError::Refused(format!(
                    "answers of supplier {supplier} are signed by {signer}, which is neither its owner nor its operator now: they count \
                     only if it was one then, which `io history {supplier}` may show. --offline checks the rest"
                ))
                .into())
            }
            None => closed = closed.saturating_add(1),
        }
    }
    Ok(match closed {
        0 => "owners and operators of the suppliers".into(),
        closed => {
            format!("owners and operators of the suppliers; {closed} of suppliers that are closed")
        }
    })
}
