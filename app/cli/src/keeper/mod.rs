//! `io keeper`: sends what anybody may send, round after round.

mod reservations;
mod round;
mod stop;

pub use reservations::due;

use std::time::Duration;

use clap::{Args, ValueEnum};

use crate::{
    amounts::sol,
    consent::Agreed,
    context::Context,
    duration,
    errors::Failure,
    output::{tell, Form},
    parse,
    plan::question,
    report::{Cell, Column, Kind, Record, Report},
    settings::network_name,
};

/// What the keeper does, and how often.
#[derive(Args)]
pub struct Options {
    /// One round only
    #[arg(long)]
    once: bool,
    /// From one round to the next
    #[arg(long, value_name = "TIME", value_parser = parse::duration::read, default_value = "1m")]
    interval: u64,
    /// What to do; everything unless given
    #[arg(long, value_enum, value_delimiter = ',')]
    jobs: Vec<Job>,
    /// Settle suppliers that are at least so far behind
    #[arg(long, value_name = "TIME", value_parser = parse::duration::hours, default_value = "1d")]
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

/// Columns of what a round has done.
pub const COLUMNS: &[Column] = &[
    ("Act", Kind::Text),
    ("Subject", Kind::Text),
    ("Outcome", Kind::Text),
    ("Signature", Kind::Signature),
];

/// What a round has done.
pub struct Log {
    /// Nothing is sent without it.
    agreed: Option<Agreed>,
    records: Vec<Record>,
}

impl Log {
    /// Counts an act and what became of it. What is refused here may go in the next round, or somebody else has done it.
    fn add(
        &mut self,
        what: &'static str,
        subject: impl ToString,
        outcome: anyhow::Result<(&str, String)>,
    ) -> anyhow::Result<()> {
        let (told, signature) = match outcome {
            Ok(("confirmed", signature)) => ("done".into(), signature),
            Ok((outcome, signature)) => (outcome.into(), signature),
            Err(error) => match error.downcast_ref() {
                Some(
                    Failure::Unreachable(_)
                    | Failure::Unsent(_)
                    | Failure::NoKey { .. }
                    | Failure::Signer { .. },
                ) => return Err(error),
                _ => (format!("{error:#}"), String::new()),
            },
        };
        self.records.push(vec![
            ("Act", Cell::text(what)),
            ("Subject", Cell::text(subject)),
            ("Outcome", Cell::Text(told)),
            ("Signature", Cell::Text(signature)),
        ]);
        Ok(())
    }
}

/// One round, or round after round until a signal. A network that does not answer is asked again. It asks once, before
/// it starts.
pub fn run(context: &mut Context, options: &Options, form: Form) -> anyhow::Result<Report> {
    if context.manner.sign_only || context.manner.nonce.is_some() {
        let told = "the keeper sends many transactions: leave out --sign-only and --nonce";
        return Err(Failure::Usage(told.into()).into());
    }
    let agreed = agree(context, options)?;
    if options.once {
        let done = round::run(context, options, agreed)?;
        return Ok(Report::table(COLUMNS, done.records));
    }
    let stop = stop::on_signal()?;
    loop {
        match round::run(context, options, agreed) {
            Ok(log) if log.records.is_empty() => {}
            Ok(log) => {
                // A reader that is gone is no reason to end.
                if let Err(error) = Report::table(COLUMNS, log.records).print(form) {
                    tell(error);
                }
            }
            Err(error)
                if matches!(
                    error.downcast_ref(),
                    Some(Failure::Unreachable(_) | Failure::Unsent(_))
                ) =>
            {
                tell(error);
            }
            Err(error) => return Err(error),
        }
        if stop.within(Duration::from_secs(options.interval)) {
            return Ok(Report::default());
        }
    }
}

/// Says what is about to start, and asks; none if nothing is to be sent.
fn agree(context: &mut Context, options: &Options) -> anyhow::Result<Option<Agreed>> {
    let me = context.me()?;
    // A network that does not answer is asked again.
    let purse = match context.account(&me) {
        Ok(account) => format!("{} SOL", sol(account.map_or(0, |it| it.lamports))),
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
    let jobs: Vec<String> = jobs
        .filter_map(Job::to_possible_value)
        .map(|job| job.get_name().into())
        .collect();
    let network = network_name(&context.url);
    let start = format!(
        "keeper {me} on {network}, {often}: {}; holds {purse}",
        jobs.join(", ")
    );
    if context.manner.dry_run {
        return Ok(None);
    }
    if !context.consent.is_asked() {
        tell(&start);
    }
    let pays = "It pays fees, and the rent of accounts that the clock needs; bounties come in.";
    let question = question(context, &format!("Send what anybody may send, {often}"), 1)?;
    let agreed = context.consent.to(&format!("{start}\n{pays}"), &question)?;
    Ok(Some(agreed))
}
