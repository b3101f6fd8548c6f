//! The keeper's log on standard error: lines for people, or with `--log json` an object each, in which every action is too.

use io_telemetry::logs::{self, Format};

use super::{outcome::Outcome, Action};
use crate::{
    errors::CliError,
    jobs::Job,
    output::{self, harmless, tell},
};

/// From now on everything on standard error has this form.
///
/// # Errors
/// [`CliError::Usage`] for levels in the environment that cannot be read.
pub fn start(format: Format) -> Result<(), CliError> {
    if format == Format::Json {
        let usage = |error: logs::NotInitialised| CliError::Usage(error.to_string());
        logs::init(format).map_err(usage)?;
        output::log_with(|text| tracing::info!("{text}"));
    }
    Ok(())
}

/// An action has ended; for people it is on standard output only.
pub fn acted(job: &str, action: &Action, outcome: &Outcome, left: Option<u64>) {
    let Action {
        what,
        subject,
        bounty,
    } = action;
    let words = harmless(&outcome.words);
    tracing::info!(
        job,
        action = what,
        subject,
        outcome = words,
        bounty,
        left,
        signature = outcome.signature,
        "{what} {subject}: {words}"
    );
}

/// A job could not go on.
pub fn failed(job: Option<Job>, error: &anyhow::Error) {
    if !output::is_logged() {
        return tell(format!("{error:#}"));
    }
    let job = job.map(Job::name);
    tracing::warn!(job, "{}", harmless(&format!("{error:#}")));
}
