//! Log lines on standard error.

use std::{fmt, str::FromStr};

use tracing::{level_filters::LevelFilter, Subscriber};
use tracing_subscriber::{filter::ParseError, fmt::MakeWriter, EnvFilter};

/// Levels and targets to log, in tracing-subscriber's syntax; `info` by default.
pub const VARIABLE: &str = "RUST_LOG";

/// Format of lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// For people.
    #[default]
    Human,
    /// One JSON object per line.
    Json,
}

impl Format {
    /// Names that [`FromStr`] reads.
    pub const NAMES: [&'static str; 2] = ["human", "json"];
}

impl fmt::Display for Format {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        let [human, json] = Self::NAMES;
        out.write_str(match self {
            Self::Human => human,
            Self::Json => json,
        })
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        [Self::Human, Self::Json]
            .into_iter()
            .find(|it| it.to_string() == name)
            .ok_or_else(|| format!("expected one of {}", Self::NAMES.join(", ")))
    }
}

/// Why logging was not set up.
#[derive(Debug, thiserror::Error)]
pub enum NotInitialised {
    #[error("{VARIABLE}: {0}")]
    Filter(#[from] ParseError),
    #[error("logging is already set up")]
    Twice,
}

/// Sets up logging for the whole process, by [`VARIABLE`].
///
/// # Errors
/// If the variable cannot be parsed, or if logging is already set up.
pub fn init(format: Format) -> Result<(), NotInitialised> {
    let filter = std::env::var(VARIABLE).unwrap_or_default();
    let subscriber = subscriber(format, &filter, std::io::stderr)?;
    tracing::subscriber::set_global_default(subscriber).map_err(|_| NotInitialised::Twice)
}

/// A subscriber that writes lines to `out`.
///
/// # Errors
/// If the filter cannot be parsed.
pub fn subscriber<W>(
    format: Format,
    filter: &str,
    out: W,
) -> Result<Box<dyn Subscriber + Send + Sync>, ParseError>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let info = LevelFilter::INFO.into();
    let filter = EnvFilter::builder()
        .with_default_directive(info)
        .parse(filter)?;
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(out);
    Ok(match format {
        Format::Human => Box::new(lines.finish()),
        Format::Json => Box::new(lines.json().flatten_event(true).finish()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;
    use std::{
        io,
        sync::{Arc, Mutex},
    };
    use tracing::{debug, info, subscriber::with_default, warn};

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

    fn logged(format: Format, filter: &str) -> String {
        let lines = Lines::default();
        let out = lines.clone();
        let subscriber = subscriber(format, filter, move || out.clone()).unwrap();
        with_default(subscriber, || {
            info!(job = "settle", lamports = 5_000, "done");
            debug!("not asked for");
            warn!("no answer\nfrom \u{1b}[31mthe node");
        });
        let bytes = lines.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_json_line_is_an_object_with_time_level_message_and_fields() {
        let text = logged(Format::Json, "");
        let lines: Vec<Value> = text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(lines.len(), 2, "{text}");
        assert_eq!(lines[0]["level"], "INFO");
        assert_eq!(lines[0]["message"], "done");
        assert_eq!(lines[0]["job"], "settle");
        assert_eq!(lines[0]["lamports"], 5_000);
        let time = lines[0]["timestamp"].as_str().unwrap();
        assert!(time.ends_with('Z'), "{time}");
        assert_eq!(lines[1]["message"], "no answer\nfrom \u{1b}[31mthe node");
    }

    #[test]
    fn a_line_for_people_has_the_fields_and_no_escapes() {
        let text = logged(Format::Human, "");
        assert!(text.contains("INFO"), "{text}");
        assert!(text.contains("done job=\"settle\" lamports=5000"), "{text}");
        assert!(!text.contains('\u{1b}'), "{text}");
    }

    #[test]
    fn the_filter_chooses_what_is_logged() {
        assert_eq!(logged(Format::Json, "debug").lines().count(), 3);
        assert_eq!(logged(Format::Json, "off"), "");
        assert!(subscriber(Format::Json, "io=loud=2", io::stderr).is_err());
    }

    #[test]
    fn a_format_is_read_by_its_name() {
        for name in Format::NAMES {
            assert_eq!(name.parse::<Format>().unwrap().to_string(), name);
        }
        let refused = "xml".parse::<Format>().unwrap_err();
        assert_eq!(refused, "expected one of human, json");
    }
}
