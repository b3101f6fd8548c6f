//! Forms of output, and the streams they go to.

use std::{
    io::{self, ErrorKind, StdoutLock, Write},
    sync::OnceLock,
};

use clap::ValueEnum;
use serde::Serialize;

use crate::terminal;

/// Takes secrets out of what is said.
static REDACTOR: OnceLock<fn(&str) -> String> = OnceLock::new();

/// Takes what is said, in place of standard error.
static LOGGER: OnceLock<fn(&str)> = OnceLock::new();

/// A report that is no table was asked for as CSV.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no table: display, json and json-compact are its forms")]
pub struct NoTable;

/// How a report is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    /// For people
    #[default]
    Display,
    /// For programs, over several lines
    Json,
    /// For programs, in one line
    JsonCompact,
    /// Comma-separated values with a header
    Csv,
}

impl OutputFormat {
    /// Writes a value as JSON in the form asked for.
    ///
    /// # Errors
    /// Those of the writer; [`NoTable`] for a form that is no JSON.
    pub fn write_json(self, out: &mut impl Write, value: &impl Serialize) -> anyhow::Result<()> {
        if self == Self::Csv {
            return Err(NoTable.into());
        }
        writeln!(out, "{}", self.json(value)?)?;
        Ok(())
    }

    /// A value as JSON, in one line unless it is [`Self::Json`]. What would steer a terminal is escaped, so that every
    /// reader gets the text as it is.
    ///
    /// # Errors
    /// If it cannot be serialized.
    pub fn json(self, value: &impl Serialize) -> serde_json::Result<String> {
        let json = match self {
            Self::Json => serde_json::to_string_pretty(value)?,
            _ => serde_json::to_string(value)?,
        };
        if !json.contains(terminal::steers) {
            return Ok(json);
        }
        // Such characters are in strings only.
        let mut escaped = String::with_capacity(json.len());
        for it in json.chars() {
            match terminal::steers(it) {
                true => {
                    let units = it.encode_utf16(&mut [0; 2]).to_vec();
                    escaped.extend(units.into_iter().map(|unit| format!("\\u{unit:04x}")));
                }
                false => escaped.push(it),
            }
        }
        Ok(escaped)
    }
}

/// Standard output.
pub fn stdout() -> Out<StdoutLock<'static>> {
    Out(io::stdout().lock())
}

/// A stream whose reader may have had enough, such as `head`: what it does not read is nobody's failure. Other errors
/// are.
pub struct Out<W>(W);

impl<W: Write> Write for Out<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        unless_closed(self.0.write(bytes), bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        unless_closed(self.0.flush(), ())
    }
}

fn unless_closed<T>(written: io::Result<T>, otherwise: T) -> io::Result<T> {
    match written {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(otherwise),
        Err(error) => Err(io::Error::new(
            error.kind(),
            format!("standard output cannot be written: {error}"),
        )),
        written => written,
    }
}

/// From now on everything that is said passes through `redactor`, which leaves the secrets of the process out. The first one
/// stays.
pub fn redact_with(redactor: fn(&str) -> String) {
    // A second one is of the same process, with the same secrets.
    let _ = REDACTOR.set(redactor);
}

/// `text` without secrets and without what would steer a terminal.
pub fn harmless(text: &str) -> String {
    let redacted = REDACTOR.get().map(|redactor| redactor(text));
    terminal::harmless(redacted.as_deref().unwrap_or(text))
}

/// From now on everything that is said goes to `logger`, [`harmless`], which writes lines of a log. The first one stays.
pub fn log_with(logger: fn(&str)) {
    let _ = LOGGER.set(logger);
}

/// Whether what is said goes to a log.
pub fn is_logged() -> bool {
    LOGGER.get().is_some()
}

/// Says something to people, on standard error, in its width and [`harmless`]. Where that cannot be written, nobody hears it, and
/// nothing else changes.
pub fn tell(text: impl ToString) {
    let text = harmless(&text.to_string());
    match LOGGER.get() {
        Some(logger) => logger(&text),
        None => {
            let _ = writeln!(io::stderr().lock(), "{}", terminal::fitted(&text));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Broken(ErrorKind);

    impl Write for Broken {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Err(self.0.into())
        }
    }

    #[test]
    fn a_reader_that_has_had_enough_is_no_error_and_a_full_disk_is() {
        let mut closed = Out(Broken(ErrorKind::BrokenPipe));
        closed.write_all(b"x").unwrap();
        closed.flush().unwrap();
        let mut full = Out(Broken(ErrorKind::StorageFull));
        let error = full.write_all(b"x").unwrap_err().to_string();
        assert!(
            error.starts_with("standard output cannot be written: "),
            "{error}"
        );
        assert!(full.flush().is_err());
    }

    #[test]
    fn json_is_written_in_its_two_forms_only() {
        let write = |form: OutputFormat| {
            let mut out = Vec::new();
            let done = form.write_json(&mut out, &[1, 2]);
            done.map(|()| String::from_utf8(out).unwrap())
        };
        assert_eq!(write(OutputFormat::JsonCompact).unwrap(), "[1,2]\n");
        assert_eq!(write(OutputFormat::Json).unwrap().lines().count(), 4);
        let error = write(OutputFormat::Csv).unwrap_err();
        assert_eq!(error.downcast_ref(), Some(&NoTable));
    }

    #[test]
    fn what_steers_a_terminal_is_escaped_in_json_and_read_back() {
        let hostile = "a\u{1b}[2J\u{7f}\u{9b}1A\r\u{202e}\u{200b}\u{feff}\u{e0041}\nb";
        for form in [OutputFormat::Json, OutputFormat::JsonCompact] {
            let json = form.json(&[hostile]).unwrap();
            assert!(json.is_ascii(), "{json}");
            let read: Vec<String> = serde_json::from_str(&json).unwrap();
            assert_eq!(read, [hostile]);
        }
    }
}
