//! `io council watch`: an attestor's eyes, round after round.

mod round;

pub use round::{Machine, Watch};

use std::{path::PathBuf, rc::Rc, time::Duration};

use clap::Args;
use io_common::types::Council;
use io_watch::{ask, http, rules::Rules};

use crate::{
    access::clock,
    consent::Agreed,
    context::Context,
    duration,
    errors::CliError,
    keeper::{concluded, on_signal, Log, Printer},
    output::{tell, OutputFormat},
    parse,
    plan::question,
    report::{Cell, Report},
};

/// What is watched, and how often.
#[derive(Args)]
pub struct Options {
    /// Folder of the evidence, one for each attestor; made if it is not there. What was seen before is read from it
    #[arg(long, value_name = "DIR")]
    evidence: PathBuf,
    /// One round only, such as by a timer: it goes on from the evidence of the rounds before
    #[arg(long)]
    once: bool,
    /// From one round to the next, 30 s to 4 min
    #[arg(long, value_name = "TIME", value_parser = interval, default_value = "1m", conflicts_with = "once")]
    interval: u64,
    /// Probe endpoints of this machine and of private networks too, such as those of a local network, and take any clock of the node
    #[arg(long)]
    private: bool,
    /// Decide alone, where the council's threshold is 1
    #[arg(long)]
    alone: bool,
}

/// Probes that are closer do not count, and after a longer gap nothing is known of the time in it.
fn interval(text: &str) -> Result<u64, String> {
    let (rules, seconds) = (Rules::default(), parse::duration::read(text)?);
    let fits = rules.spacing..rules.gap.saturating_sub(ask::LONGEST);
    let is_one = i64::try_from(seconds).is_ok_and(|it| fits.contains(&it) || it == fits.end);
    is_one.then_some(seconds).ok_or_else(|| {
        let [least, most] = [fits.start, fits.end].map(|it| duration::display(it.unsigned_abs()));
        format!("write a time from {least} to {most}")
    })
}

/// One round, or round after round until a signal. It asks once, before it starts. Nothing that a network or an endpoint answers, or
/// does not, ends it then.
///
/// # Errors
/// Those of the options, of the key and of the folder; a council that it is no attestor of.
pub fn run(context: &mut Context, options: &Options, form: OutputFormat) -> anyhow::Result<Report> {
    if context.send_options.sign_only || context.send_options.nonce.is_some() {
        let reported = "a watcher sends many transactions: leave out --sign-only and --nonce";
        return Err(CliError::Usage(reported.into()).into());
    }
    let council = super::current(context)?;
    check(context, options, &council)?;
    let agreed = agree(context, options, &council)?;
    let http = http::Network::new(options.private);
    // That of a local network can be moved.
    let machine: Option<Machine> = match options.private {
        true => None,
        false => Some(Rc::new(|| i64::try_from(clock()).unwrap_or(i64::MAX))),
    };
    let mut watch = Watch::open(context, &options.evidence, Rules::default(), machine)?;
    let is_printed = !options.once || form == OutputFormat::Display;
    let printer = is_printed.then(|| Printer::new(form));
    let mut log = Log::new(agreed, printer);
    if options.once {
        let failed = watch.round(context, &mut log, &http).err();
        tell(watch.summary());
        log.errors.extend(failed.map(|error| (None, error)));
        return concluded(context, log, is_printed);
    }
    let stop = on_signal()?;
    loop {
        match watch.round(context, &mut log, &http) {
            Ok(()) => tell(watch.summary()),
            // A key that does not sign and a folder that is not written end it: there is no evidence without them.
            Err(error) if error.downcast_ref::<io_watch::evidence::Error>().is_some() => {
                return Err(error)
            }
            Err(error) => log.errors.push((None, error)),
        }
        log.errors
            .iter()
            .for_each(|(_, error)| tell(format!("{error:#}")));
        log.clear();
        if stop.within(Duration::from_secs(options.interval)) {
            return Ok(Report::default());
        }
    }
}

fn check(context: &mut Context, options: &Options, council: &Council) -> anyhow::Result<()> {
    let me = context.me()?;
    if council.place(&me).is_none() {
        let reported = format!(
            "{me} is no attestor of the council, or is suspended: `io council show` lists them"
        );
        return Err(CliError::Usage(reported).into());
    }
    let reported = match (council.threshold, options.alone) {
        (..=1, false) => {
            "the council's threshold is 1, so this watcher would decide alone, by the view from one machine: raise the threshold, or \
             give --alone"
        }
        (2.., true) => "the council's threshold is above 1, so nobody decides alone: leave out --alone",
        _ => return Ok(()),
    };
    Err(CliError::Usage(reported.into()).into())
}

/// Says what is about to start, and asks; none if nothing is to be sent.
fn agree(
    context: &mut Context,
    options: &Options,
    council: &Council,
) -> anyhow::Result<Option<Agreed>> {
    let me = context.me()?;
    let purse = context.account(&me)?.map_or(0, |it| it.lamports);
    let purse = Cell::Sol(purse).brief();
    let often = match options.once {
        true => "once".into(),
        false => format!(
            "every {}, until it is stopped",
            duration::display(options.interval)
        ),
    };
    let network = context.place().name();
    let start = format!(
        "attestor {me} on {network}, {often}, {} of {} must agree; evidence in {}; holds {purse}",
        council.threshold,
        council.members().len(),
        options.evidence.display()
    );
    if context.send_options.dry_run {
        tell(&start);
        return Ok(None);
    }
    if !context.consent.is_asked() {
        tell(&start);
    }
    let does = "It renews attestations and attests fewer GPUs, and reports outages and their ends: by approvals, as far as its own \
                probes agree. It pays fees, and the rent of the approvals that it opens, which comes back after an hour.";
    let asked = format!(
        "Approve by own probes, as one of {} attestors of whom {} must agree, {often}",
        council.members().len(),
        council.threshold
    );
    let question = question(context, &asked, 1)?;
    let agreed = context.consent.to(&format!("{start}\n{does}"), &question)?;
    Ok(Some(agreed))
}
