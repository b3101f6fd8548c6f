//! `io keeper`: sends what anybody may send, round after round.

mod reservations;
mod round;
mod stop;

pub use reservations::due;

use std::{
    io::{stderr, stdout},
    time::Duration,
};

use clap::{Args, ValueEnum};

use crate::{
    context::Context,
    errors::Failure,
    output::Form,
    parse::duration,
    report::{Cell, Record, Report},
    secrets,
};

/// What the keeper does, and how often.
#[derive(Args)]
pub struct Options {
    /// One round only
    #[arg(long)]
    once: bool,
    /// From one round to the next
    #[arg(long, value_name = "TIME", value_parser = duration::read, default_value = "1m")]
    interval: u64,
    /// What to do; everything unless given
    #[arg(long, value_enum, value_delimiter = ',')]
    jobs: Vec<Job>,
    /// Settle suppliers that are at least so far behind
    #[arg(long, value_name = "TIME", value_parser = duration::hours, default_value = "1d")]
    settle_after: u32,
}

/// A part of a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Job {
    /// The emission clock
    Advance,
    /// Suppliers that are behind
    Settle,
    /// Reservations that were not started, are over, or are no longer held back
    Reservations,
    /// Auctions, and the fees in IO
    Burn,
    /// Slashes that are due or have lapsed
    Slashes,
}

impl Options {
    fn does(&self, job: Job) -> bool {
        self.jobs.is_empty() || self.jobs.contains(&job)
    }
}

/// What a round has done.
#[derive(Default)]
pub struct Log {
    records: Vec<Record>,
}

impl Log {
    /// Counts an act and what became of it. What is refused here may go in the next round, or somebody else has done it.
    fn add(
        &mut self,
        what: &'static str,
        subject: impl ToString,
        outcome: anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let told = match outcome {
            Ok(()) => "done".into(),
            Err(error) => match error.downcast_ref() {
                Some(
                    Failure::Unreachable(_)
                    | Failure::Unsent(_)
                    | Failure::NoKey { .. }
                    | Failure::Signer { .. },
                ) => return Err(error),
                _ => error.to_string(),
            },
        };
        self.records.push(vec![
            ("Act", Cell::text(what)),
            ("Subject", Cell::text(subject)),
            ("Outcome", Cell::Text(told)),
        ]);
        Ok(())
    }
}

/// One round, or round after round until a signal. A network that does not answer is asked again. Nobody is asked:
/// who starts a keeper wants it to send.
pub fn run(context: &mut Context, options: &Options, form: Form) -> anyhow::Result<Report> {
    if context.manner.sign_only || context.manner.nonce.is_some() {
        let told = "the keeper sends many transactions: leave out --sign-only and --nonce";
        return Err(Failure::Usage(told.into()).into());
    }
    context.manner.ask = false;
    if options.once {
        let done = round::run(context, options)?;
        return Ok(Report::table(done.records));
    }
    let stop = stop::on_signal()?;
    loop {
        match round::run(context, options) {
            Ok(log) if log.records.is_empty() => {}
            Ok(log) => {
                let report = Report::table(log.records);
                report.print(form, &mut stdout().lock(), &mut stderr().lock())?;
            }
            Err(error)
                if matches!(
                    error.downcast_ref(),
                    Some(Failure::Unreachable(_) | Failure::Unsent(_))
                ) =>
            {
                eprintln!("{}", secrets::hide(&error.to_string()));
            }
            Err(error) => return Err(error),
        }
        if stop.within(Duration::from_secs(options.interval)) {
            return Ok(Report::default());
        }
    }
}
