//! Prints each action of a keeper as it is concluded.

use std::io::Write;

use io_output::terminal;

use super::log::COLUMNS;
use crate::{
    layout,
    output::{self, tell, OutputFormat},
    report::{Cell, Record, Report},
};

/// Prints actions, in the form asked for: for people a line each, in JSON an object each, in CSV a row each below one header.
pub struct Printer<'a> {
    form: OutputFormat,
    out: Box<dyn Write + 'a>,
    has_header: bool,
    /// Columns, if it is laid out for a terminal.
    width: Option<usize>,
}

impl<'a> Printer<'a> {
    /// On standard output.
    pub fn new(form: OutputFormat) -> Self {
        Self {
            width: terminal::out_columns(),
            ..Self::on(form, Box::new(Stdout))
        }
    }

    /// On another stream.
    pub fn on(form: OutputFormat, out: Box<dyn Write + 'a>) -> Self {
        Self {
            form,
            out,
            has_header: false,
            width: None,
        }
    }

    /// Prints an action. A stream that cannot be written is no reason to end: it is said on standard error, with the action.
    pub fn print(&mut self, action: &Record) {
        let text = self.text(action);
        let written = writeln!(self.out, "{text}").and_then(|()| self.out.flush());
        if let Err(error) = written {
            tell(error);
            tell(text);
        }
    }

    fn text(&mut self, action: &Record) -> String {
        match self.form {
            OutputFormat::Display => match self.width {
                Some(width) => layout::wrap(&line(action), width),
                None => line(action),
            },
            OutputFormat::Json | OutputFormat::JsonCompact => {
                Report::fields(action.clone()).to_text(self.form)
            }
            OutputFormat::Csv => {
                let whole = Report::table(COLUMNS, vec![action.clone()]).to_text(OutputFormat::Csv);
                let row = whole.split_once('\n').map(|(_, row)| row.to_string());
                match std::mem::replace(&mut self.has_header, true) {
                    true => row.unwrap_or_default(),
                    false => whole,
                }
            }
        }
    }
}

/// `TIME settle SUPPLIER: done, bounty 0.0003 SOL, 1.2 SOL left, SIGNATURE`.
fn line(action: &Record) -> String {
    let cell = |name: &str| {
        action
            .iter()
            .find(|(it, _)| *it == name)
            .map(|(_, cell)| cell)
    };
    let of = |name: &str| cell(name).map_or_else(String::new, Cell::display);
    let amount = |name: &str| cell(name).map_or_else(String::new, Cell::brief);
    let mut line = format!(
        "{} {} {}: {}",
        of("At"),
        of("Action"),
        of("Subject"),
        of("Outcome")
    );
    if !matches!(cell("Bounty"), Some(Cell::Sol(0))) {
        line.push_str(&format!(", bounty {}", amount("Bounty")));
    }
    line.push_str(&format!(", {} left", amount("SOL left")));
    let signature = of("Signature");
    if !signature.is_empty() {
        line.push_str(&format!(", {signature}"));
    }
    line
}

/// Locked for each line only.
struct Stdout;

impl Write for Stdout {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        output::stdout().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        output::stdout().flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn action(what: &str, signature: &str) -> Record {
        vec![
            ("At", Cell::text("2027-01-01 00:00:00 UTC")),
            ("Action", Cell::text(what)),
            ("Subject", Cell::text("clock")),
            ("Outcome", Cell::text("done")),
            (
                "Bounty",
                Cell::Sol(if what == "close" { 300_000 } else { 0 }),
            ),
            ("SOL left", Cell::Sol(1_500_000_000)),
            ("Signature", Cell::text(signature)),
        ]
    }

    fn printed(form: OutputFormat) -> String {
        let mut out = Vec::new();
        let mut printer = Printer::on(form, Box::new(&mut out));
        printer.print(&action("advance", "5ig"));
        printer.print(&action("close", ""));
        drop(printer);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn each_action_is_a_line_an_object_or_a_row() {
        assert_eq!(
            printed(OutputFormat::Display),
            "2027-01-01 00:00:00 UTC advance clock: done, 1.5 SOL left, 5ig\n\
             2027-01-01 00:00:00 UTC close clock: done, bounty 0.0003 SOL, 1.5 SOL left\n"
        );
        let compact = printed(OutputFormat::JsonCompact);
        let objects: Vec<Value> = compact
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(objects.len(), 2);
        assert_eq!(
            (&objects[0]["action"], &objects[1]["action"]),
            (&"advance".into(), &"close".into())
        );
        assert_eq!(objects[0]["solLeft"]["amount"], "1500000000");
        let rows = printed(OutputFormat::Csv);
        let rows: Vec<&str> = rows.lines().collect();
        assert_eq!(rows.len(), 3);
        assert!(rows[0].starts_with("at,action,subject,"), "{}", rows[0]);
        assert!(rows[2].contains(",close,"), "{}", rows[2]);
    }

    #[test]
    fn on_a_terminal_a_line_is_broken_between_words() {
        let signature = "5".repeat(88);
        let mut out = Vec::new();
        let mut printer = Printer {
            width: Some(60),
            ..Printer::on(OutputFormat::Display, Box::new(&mut out))
        };
        printer.print(&action("close", &signature));
        drop(printer);
        let text = String::from_utf8(out).unwrap();
        assert!(
            text.lines()
                .all(|line| line.len() <= 60 || line == signature),
            "{text}"
        );
        assert!(text.contains(&format!("\n{signature}\n")), "{text}");
    }

    struct Full;

    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_stream_that_is_full_ends_nothing() {
        let mut printer = Printer::on(OutputFormat::Csv, Box::new(Full));
        printer.print(&action("advance", ""));
        printer.print(&action("close", ""));
    }
}
