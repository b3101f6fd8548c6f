//! `io keeper`: sends the permissionless instructions that are due, round after round.

mod approvals;
mod autopay;
mod batch;
mod clock;
mod events;
mod fill;
mod log;
pub mod metrics;
mod outcome;
mod printer;
mod proposals;
mod rent;
mod reservations;
pub mod round;
mod said;
mod service;
mod slashes;
pub mod stop;
mod unpaid;
mod votes;
mod work;

pub use log::Log;
pub use printer::Printer;
pub use stop::on_signal;
pub use work::{Action, Work};

use std::net::SocketAddr;

use clap::{Args, ValueEnum};
use io_telemetry::logs::Format;

use crate::{
    amounts::several,
    consent::Agreed,
    context::Context,
    duration,
    errors::{self, CliError},
    jobs::Job,
    output::{tell, OutputFormat},
    parse,
    plan::question,
    report::{Cell, Report},
};

/// Exit status of what may have been executed.
const UNKNOWN: u8 = 8;

/// What the keeper does, and how often.
#[derive(Args)]
pub struct Options {
    /// One round only
    #[arg(long)]
    once: bool,
    /// From one round to the next
    #[arg(long, value_name = "TIME", value_parser = parse::duration::read, default_value = "1m", conflicts_with = "once")]
    interval: u64,
    /// Jobs, separated by commas, each explained by --help; all by default
    #[arg(long, value_enum, value_delimiter = ',')]
    jobs: Vec<Job>,
    /// Settle suppliers that are at least this far behind
    #[arg(long, value_name = "TIME", value_parser = parse::duration::hours, default_value = "1d")]
    settle_after: u32,
    /// Serve /healthz, /readyz and /metrics on this address, such as 127.0.0.1:9464, without a password
    #[arg(long, value_name = "ADDRESS", conflicts_with = "once")]
    listen: Option<SocketAddr>,
    /// Format of standard error: human, or json for one object per line, including every action
    #[arg(long, value_name = "FORM", default_value_t = Format::Human)]
    log: Format,
    #[command(flatten)]
    fill: fill::Options,
}

impl Options {
    /// Sets the format of standard error.
    ///
    /// # Errors
    /// [`CliError::Usage`].
    pub fn start_log(&self) -> Result<(), CliError> {
        events::start(self.log)
    }

    fn does(&self, job: Job) -> bool {
        self.jobs.is_empty() || self.jobs.contains(&job)
    }
}

/// One round, or round after round until a signal. It asks once, before it starts. Nothing that a network answers, or does
/// not, ends it then; nor does the end of who reads what it says.
///
/// # Errors
/// Those of the options, of the key, and of a network without the programs. With `--once` what kept an action or a job from
/// being done is left in [`Context::failure`], for after the report.
pub fn run(context: &mut Context, options: &Options, form: OutputFormat) -> anyhow::Result<Report> {
    if context.send_options.sign_only || context.send_options.nonce.is_some() {
        let reported = "the keeper sends many transactions: leave out --sign-only and --nonce";
        return Err(CliError::Usage(reported.into()).into());
    }
    let agreed = agree(context, options)?;
    if options.once {
        // In the other forms the round is one document.
        let printer = (form == OutputFormat::Display).then(|| Printer::new(form));
        return once(context, options, agreed, printer);
    }
    if let Err(error) = context.emissions() {
        if matches!(error.downcast_ref(), Some(CliError::WrongNetwork(_))) {
            return Err(error);
        }
    }
    service::run(context, options, Log::new(agreed, Some(Printer::new(form))))
}

/// One round. Its actions are in the report, unless they were printed.
///
/// # Errors
/// As [`run`].
pub fn once(
    context: &mut Context,
    options: &Options,
    agreed: Option<Agreed>,
    printer: Option<Printer>,
) -> anyhow::Result<Report> {
    let is_printed = printer.is_some();
    let mut log = Log::new(agreed, printer);
    round::run(context, options, &mut log)?;
    concluded(context, log, is_printed)
}

/// The report of a single round.
///
/// # Errors
/// As [`run`].
pub fn concluded(context: &mut Context, log: Log, is_printed: bool) -> anyhow::Result<Report> {
    let actions = several(log.records.len() as u64, "action");
    let failed = failure(log.failed, &actions);
    let failed = match failed {
        // What may have been executed is to be looked for, whatever else there is.
        Some(error) if errors::status(&error) == UNKNOWN => Some(error),
        failed => log
            .errors
            .into_iter()
            .next()
            .map(|(_, error)| error)
            .or(failed),
    };
    match failed {
        Some(error) if log.records.is_empty() => Err(error),
        failed => {
            context.failure = failed;
            let has_none = log.records.is_empty();
            Ok(match is_printed && !has_none {
                true => Report::default(),
                false => Report::table(log::COLUMNS, log.records),
            })
        }
    }
}

/// What a single round ends with, if some of `acts` failed: one that may have been executed, or else the first.
fn failure(mut failed: Vec<(usize, anyhow::Error)>, actions: &str) -> Option<anyhow::Error> {
    let is_unknown = |(_, error): &(usize, anyhow::Error)| errors::status(error) == UNKNOWN;
    let (unknown, others): (Vec<_>, Vec<_>) = failed.iter().partition(|it| is_unknown(it));
    let count = |of: Vec<&(usize, anyhow::Error)>| {
        let counts = of.into_iter().map(|(count, _)| *count);
        counts.fold(0_usize, usize::saturating_add)
    };
    let reported: Vec<String> = [
        (count(unknown), ": outcome unknown"),
        (count(others), " failed"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, what)| format!("{count} of {actions}{what}"))
    .collect();
    let first = failed.iter().position(is_unknown).unwrap_or_default();
    let (_, error) = (first < failed.len()).then(|| failed.swap_remove(first))?;
    Some(error.context(reported.join("; ")))
}

/// Says what is about to start, and asks; none if nothing is to be sent.
fn agree(context: &mut Context, options: &Options) -> anyhow::Result<Option<Agreed>> {
    let me = context.me()?;
    // A network that does not answer is asked again.
    let purse = match context.account(&me) {
        Ok(account) => Cell::Sol(account.map_or(0, |it| it.lamports)).brief(),
        Err(_) => "SOL unknown".into(),
    };
    let often = match options.once {
        true => "once".into(),
        false => format!(
            "every {}, until it is stopped",
            duration::display(options.interval)
        ),
    };
    let jobs = Job::value_variants().iter();
    let jobs = jobs.filter(|job| options.does(**job));
    let jobs: Vec<String> = jobs.map(|job| job.name()).collect();
    let network = context.place().name();
    let start = format!(
        "keeper {me} on {network}, {often}: {}; holds {purse}",
        jobs.join(", ")
    );
    if context.send_options.dry_run {
        return Ok(None);
    }
    if !context.consent.is_asked() {
        tell(&start);
    }
    let pays = "It pays fees, and the rent of accounts that the clock and slashes for breaches need; bounties come in.";
    let question = question(context, &format!("Send what anybody may send, {often}"), 1)?;
    let fills = options.fill.words();
    let agreed = context
        .consent
        .to(&format!("{start}\n{pays}{fills}"), &question)?;
    Ok(Some(agreed))
}
