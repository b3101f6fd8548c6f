//! Prints each act of a keeper as it is concluded.

use std::io::Write;

use super::log::COLUMNS;
use crate::{
    output::{self, tell, Form},
    report::{Cell, Record, Report},
};

/// Prints acts, in the form asked for: for people a line each, in JSON an object each, in CSV a row each below one header.
pub struct Printer<'a> {
    form: Form,
    out: Box<dyn Write + 'a>,
    has_header: bool,
}

impl<'a> Printer<'a> {
    /// On standard output.
    pub fn new(form: Form) -> Self {
        Self::on(form, Box::new(Stdout))
    }

    /// On another stream.
    pub fn on(form: Form, out: Box<dyn Write + 'a>) -> Self {
        Self {
            form,
            out,
            has_header: false,
        }
    }

    /// Prints an act. A stream that cannot be written is no reason to end: it is said on standard error, with the act.
    pub fn print(&mut self, act: &Record) {
        let text = self.text(act);
        let written = writeln!(self.out, "{text}").and_then(|()| self.out.flush());
        if let Err(error) = written {
            tell(error);
            tell(text);
        }
    }

    fn text(&mut self, act: &Record) -> String {
        match self.form {
            Form::Display => line(act),
            Form::Json | Form::JsonCompact => Report::fields(act.clone()).to_text(self.form),
            Form::Csv => {
                let whole = Report::table(COLUMNS, vec![act.clone()]).to_text(Form::Csv);
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
fn line(act: &Record) -> String {
    let cell = |name: &str| act.iter().find(|(it, _)| *it == name).map(|(_, cell)| cell);
    let of = |name: &str| cell(name).map_or_else(String::new, Cell::display);
    let amount = |name: &str| cell(name).map_or_else(String::new, Cell::brief);
    let mut line = format!(
        "{} {} {}: {}",
        of("At"),
        of("Act"),
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

    fn act(what: &str, signature: &str) -> Record {
        vec![
            ("At", Cell::text("2027-01-01 00:00:00 UTC")),
            ("Act", Cell::text(what)),
            ("Subject", Cell::text("clock")),
            ("Outcome", Cell::text("done")),
            (
                "Bounty",
                Cell::Sol(if what == "finish" { 300_000 } else { 0 }),
            ),
            ("SOL left", Cell::Sol(1_500_000_000)),
            ("Signature", Cell::text(signature)),
        ]
    }

    fn printed(form: Form) -> String {
        let mut out = Vec::new();
        let mut printer = Printer::on(form, Box::new(&mut out));
        printer.print(&act("advance", "5ig"));
        printer.print(&act("finish", ""));
        drop(printer);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn each_act_is_a_line_an_object_or_a_row() {
        assert_eq!(
            printed(Form::Display),
            "2027-01-01 00:00:00 UTC advance clock: done, 1.5 SOL left, 5ig\n\
             2027-01-01 00:00:00 UTC finish clock: done, bounty 0.0003 SOL, 1.5 SOL left\n"
        );
        let compact = printed(Form::JsonCompact);
        let objects: Vec<Value> = compact
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(objects.len(), 2);
        assert_eq!(
            (&objects[0]["act"], &objects[1]["act"]),
            (&"advance".into(), &"finish".into())
        );
        assert_eq!(objects[0]["solLeft"]["amount"], "1500000000");
        let rows = printed(Form::Csv);
        let rows: Vec<&str> = rows.lines().collect();
        assert_eq!(rows.len(), 3);
        assert!(rows[0].starts_with("at,act,subject,"), "{}", rows[0]);
        assert!(rows[2].contains(",finish,"), "{}", rows[2]);
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
        let mut printer = Printer::on(Form::Csv, Box::new(Full));
        printer.print(&act("advance", ""));
        printer.print(&act("finish", ""));
    }
}
