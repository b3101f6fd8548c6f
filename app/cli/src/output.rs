//! Forms of output.

use std::io::{ErrorKind, Write};

use clap::ValueEnum;
use serde::Serialize;

use crate::errors::Failure;

/// How a report is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Form {
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

impl Form {
    /// Writes a value as JSON in the form asked for.
    ///
    /// # Errors
    /// Those of the writer; [`Failure::Usage`] for a form that is no JSON.
    pub fn write_json(self, out: &mut impl Write, value: &impl Serialize) -> anyhow::Result<()> {
        if self == Self::Csv {
            let no_table = "this is no table: display, json and json-compact are its forms";
            return Err(Failure::Usage(no_table.into()).into());
        }
        if self == Self::JsonCompact {
            serde_json::to_writer(&mut *out, value)?;
        } else {
            serde_json::to_writer_pretty(&mut *out, value)?;
        }
        writeln!(out)?;
        Ok(())
    }
}

/// Whether a reader such as `head` has had enough.
pub fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let kind = match error.downcast_ref::<std::io::Error>() {
        Some(error) => Some(error.kind()),
        None => error
            .downcast_ref()
            .and_then(serde_json::Error::io_error_kind),
    };
    kind == Some(ErrorKind::BrokenPipe)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Closed;

    impl std::io::Write for Closed {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_reader_that_has_had_enough_is_no_error() {
        let plain = std::io::Write::write_all(&mut Closed, b"x").unwrap_err();
        let json = serde_json::to_writer(Closed, "x").unwrap_err();
        assert!(is_closed_pipe(&plain.into()) && is_closed_pipe(&json.into()));
        assert!(!is_closed_pipe(&anyhow::anyhow!("something else")));
    }

    #[test]
    fn json_is_written_in_its_two_forms_only() {
        let write = |form: Form| {
            let mut out = Vec::new();
            let done = form.write_json(&mut out, &[1, 2]);
            done.map(|()| String::from_utf8(out).unwrap())
        };
        assert_eq!(write(Form::JsonCompact).unwrap(), "[1,2]\n");
        assert_eq!(write(Form::Json).unwrap().lines().count(), 4);
        let error = write(Form::Csv).unwrap_err();
        assert_eq!(crate::errors::status(&error), 2);
    }
}
