//! The keeper's log on standard error: lines for people, or with `--log json` one object per line, including every action.

use io_telemetry::logs::{self, Format};

use super::{outcome::Outcome, Action};
use crate::{
    errors::CliError,
    output::{self, harmless, tell},
};

/// Sets the format of everything on standard error.
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

/// Logs an action that has ended. For people it is on standard output only.
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

/// Why jobs could not go on.
pub fn failed(jobs: &str, words: &str) {
    match output::is_logged() {
        false => tell(words),
        true => tracing::warn!(job = jobs, "{}", harmless(words)),
    }
}

/// A request has no answer. It may be repeated.
pub fn unanswered(method: &str, words: &str) {
    let words = format!("no answer to {method}: {words}");
    match output::is_logged() {
        false => tell(words),
        true => tracing::warn!(method, "{}", harmless(&words)),
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io,
        sync::{Arc, Mutex},
    };

    use super::*;
    use serde_json::Value;
    use tracing::subscriber::with_default;

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn an_action_is_an_object_with_what_a_row_has() {
        let lines = Lines::default();
        let out = lines.clone();
        let subscriber = logs::subscriber(Format::Json, "", move || out.clone()).unwrap();
        let action = Action::new("close", "reservation 5ig").for_bounty(300_000);
        let outcome = |words: &str| Outcome {
            name: "refused",
            words: words.into(),
            signature: "4sGj".into(),
        };
        with_default(subscriber, || {
            acted("reservations", &action, &outcome("done"), Some(1_500));
            acted("", &action, &outcome("no \u{1b}[31mred"), None);
        });
        let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
        let objects: Vec<Value> = text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let [done, other] = objects.as_slice() else {
            panic!("{text}");
        };
        for (name, value) in [
            ("job", "reservations"),
            ("action", "close"),
            ("subject", "reservation 5ig"),
            ("outcome", "done"),
            ("signature", "4sGj"),
            ("message", "close reservation 5ig: done"),
        ] {
            assert_eq!(done[name], value, "{text}");
        }
        assert_eq!(
            (&done["bounty"], &done["left"]),
            (&300_000.into(), &1_500.into())
        );
        assert_eq!(other.get("left"), None);
        assert!(
            !other["outcome"].as_str().unwrap().contains('\u{1b}'),
            "{text}"
        );
    }
}
