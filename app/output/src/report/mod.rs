//! What a command has to say: fields or a table, in the form that was asked for.

mod cells;
mod csv;
mod json;
mod table;

use std::io::{stderr, stdout, IsTerminal, Write};

pub use cells::Cell;
pub use json::amount_json;
pub use table::{Column, Kind, Record};

use crate::{
    layout::Laid,
    output::{self, OutputFormat},
    terminal,
};

/// What a command has to say.
#[derive(Clone, Debug, Default)]
pub struct Report {
    records: Vec<Record>,
    /// Those of a table; none for one thing, field by field.
    columns: Option<&'static [Column]>,
    /// Tables under headings, instead of records.
    sections: Vec<(&'static str, Report)>,
    /// What people see instead of fields or a table.
    text: Option<String>,
    /// What people see instead, fitted to their terminal.
    people: Option<Box<Report>>,
    /// What people have seen of it before a question.
    seen: Record,
    /// Said on standard error.
    pub notes: Vec<String>,
    /// Rules of an audit that do not hold.
    pub broken: usize,
}

impl Report {
    /// One thing, field by field.
    pub fn fields(record: Record) -> Self {
        Self {
            records: vec![record],
            ..Self::default()
        }
    }

    /// Several things of a kind. Every record has these columns.
    pub fn table(columns: &'static [Column], records: Vec<Record>) -> Self {
        debug_assert!(
            records.iter().all(|record| table::is_of(columns, record)),
            "{columns:?}"
        );
        Self {
            records,
            columns: Some(columns),
            ..Self::default()
        }
    }

    /// Several tables, each under a heading.
    pub fn sections(sections: Vec<(&'static str, Report)>) -> Self {
        Self {
            sections,
            ..Self::default()
        }
    }

    /// The same, of which people see `text` as it is: a chart, or one number for a script.
    pub fn displayed_as(mut self, text: impl Into<String>) -> Self {
        self.text = Some(text.into());
        self
    }

    /// The same, of which people see another report: a table with a sum below it.
    pub fn people_see(mut self, report: Report) -> Self {
        self.people = Some(Box::new(report));
        self
    }

    /// The same with something to say to people.
    pub fn note(mut self, note: impl ToString) -> Self {
        self.notes.push(note.to_string());
        self
    }

    /// The same, of which people have seen this before a question: on their terminal it is not printed twice.
    pub fn after(mut self, seen: Record) -> Self {
        self.seen = seen;
        self
    }

    /// The fields that people have not seen, or not with this value. A time is the same however far away it is.
    fn unseen(&self) -> Self {
        let mut unseen = self.clone();
        for record in &mut unseen.records {
            record.retain(|(name, cell)| {
                let mut seen = self.seen.iter();
                !seen.any(|(it, was)| it == name && was.json() == cell.json())
            });
        }
        unseen
    }

    /// Whether there is neither a record nor a section.
    fn is_nothing(&self) -> bool {
        self.records.is_empty() && self.sections.is_empty()
    }

    /// As people see it in `width` columns, its sections below each other, without the notes.
    pub fn laid(&self, width: Option<usize>) -> Laid {
        if let Some(people) = &self.people {
            return people.laid(width);
        }
        if self.sections.is_empty() {
            return self.display(width);
        }
        let laid = self.sections.iter().map(|(heading, report)| {
            let below = match report.is_nothing() {
                true => Laid {
                    text: "none".into(),
                    shortened: false,
                },
                false => report.laid(width),
            };
            (format!("{heading}\n{}", below.text), below.shortened)
        });
        let (texts, shortened): (Vec<String>, Vec<bool>) = laid.unzip();
        Laid {
            text: texts.join("\n\n"),
            shortened: shortened.contains(&true),
        }
    }

    /// In the form asked for, in full width and without the notes.
    pub fn to_text(&self, form: OutputFormat) -> String {
        match form {
            OutputFormat::Display => self.laid(None).text,
            OutputFormat::Json | OutputFormat::JsonCompact => {
                form.json(&self.json()).unwrap_or_default()
            }
            OutputFormat::Csv => self.csv(),
        }
    }

    /// As people see it before they are asked, with the notes.
    pub fn shown(&self) -> String {
        let mut text = self.laid(terminal::people_columns()).text;
        for note in &self.notes {
            text.push('\n');
            text.push_str(&terminal::harmless(note));
        }
        text
    }

    /// Prints it on standard output, and the notes on standard error. What cannot be printed is said
    /// on standard error too: it may be all that tells of a transaction.
    ///
    /// # Errors
    /// If standard output cannot be written; not if its reader has had enough.
    pub fn print(&self, form: OutputFormat) -> anyhow::Result<()> {
        let width = terminal::out_columns();
        let is_seen = stdout().is_terminal() && stderr().is_terminal();
        let report = match form {
            OutputFormat::Display if is_seen => &self.unseen(),
            _ => self,
        };
        let printed = report.write(form, width, &mut output::stdout(), &mut |reported| {
            output::tell(reported)
        });
        if printed.is_err() {
            output::tell(self.to_text(form));
        }
        Ok(printed?)
    }

    /// Writes it to `out` in `width` columns, if they are known, and tells people the rest; of nothing, nothing.
    fn write(
        &self,
        form: OutputFormat,
        width: Option<usize>,
        out: &mut impl Write,
        people: &mut impl FnMut(&str),
    ) -> std::io::Result<()> {
        if form != OutputFormat::Display {
            if !self.is_nothing() || self.columns.is_some() {
                writeln!(out, "{}", self.to_text(form))?;
            }
        } else if !self.is_nothing() {
            let laid = self.laid(width);
            writeln!(out, "{}", laid.text)?;
            if laid.shortened {
                people("Addresses and hashes are shortened: --wide shows them in full.");
            }
        } else if self.columns.is_some() {
            people("none");
        }
        self.notes.iter().for_each(|note| people(note));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use io_common::governance::Unit;
    use serde_json::json;

    use super::*;

    const COLUMNS: &[Column] = &[
        ("Free GPUs", Kind::Count),
        ("Price per GPU-hour", Kind::Amount),
        ("Region", Kind::Text),
        ("Ends at", Kind::Time),
        ("Dispute", Kind::Text),
    ];

    fn record() -> Record {
        vec![
            ("Free GPUs", Cell::count(8_u32)),
            ("Price per GPU-hour", Cell::Usdc(1_500_000)),
            ("Region", Cell::text("eu, central")),
            ("Ends at", Cell::Time(3_700, 100)),
            ("Dispute", Cell::None),
        ]
    }

    #[test]
    fn a_record_reads_the_same_in_every_form() {
        let report = Report::fields(record());
        assert_eq!(
            report.to_text(OutputFormat::JsonCompact),
            r#"{"dispute":null,"endsAt":3700,"freeGpus":8,"pricePerGpuHour":{"amount":"1500000","currency":"USDC","decimals":6,"display":"1.5"},"region":"eu, central"}"#
        );
        assert_eq!(
            report.to_text(OutputFormat::Csv),
            "freeGpus,pricePerGpuHour,pricePerGpuHourCurrency,region,endsAt,dispute\n8,1.500000,USDC,\"eu, central\",3700,"
        );
        let display = report.to_text(OutputFormat::Display);
        assert!(display.contains("Free GPUs:           8"), "{display}");
        assert!(
            display.contains("1970-01-01 01:01:40 UTC (in 1h)"),
            "{display}"
        );
    }

    #[test]
    fn what_was_seen_before_a_question_is_left_out_unless_it_has_changed() {
        let mut now = record();
        now.push(("Outcome", Cell::text("confirmed")));
        let mut seen = record();
        seen[0].1 = Cell::count(7_u32);
        seen[3].1 = Cell::Time(3_700, 40);
        let left = Report::fields(now).after(seen).unseen();
        let names: Vec<&str> = left.records[0].iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["Free GPUs", "Outcome"]);
        let all = Report::fields(record()).unseen();
        assert_eq!(all.records[0].len(), record().len());
    }

    #[test]
    fn a_share_says_its_unit_to_programs() {
        const SHARES: &[Column] = &[("Commission", Kind::Share), ("APR", Kind::Share)];
        let record = || vec![("Commission", Cell::Bps(500)), ("APR", Cell::share(None))];
        let csv = "commissionBps,aprBps\n500,";
        for (report, json) in [
            (
                Report::fields(record()),
                r#"{"aprBps":null,"commissionBps":500}"#,
            ),
            (
                Report::table(SHARES, vec![record()]),
                r#"[{"aprBps":null,"commissionBps":500}]"#,
            ),
        ] {
            assert_eq!(report.to_text(OutputFormat::JsonCompact), json);
            assert_eq!(report.to_text(OutputFormat::Csv), csv);
        }
    }

    #[test]
    fn sections_stand_under_their_headings() {
        let table = |records| Report::table(COLUMNS, records);
        let report = Report::sections(vec![
            ("Open rentals", table(vec![record()])),
            ("Ended", table(Vec::new())),
        ]);
        let display = report.to_text(OutputFormat::Display);
        assert!(display.starts_with("Open rentals\n"), "{display}");
        assert!(display.ends_with("\n\nEnded\nnone"), "{display}");
        let json = report.json();
        assert_eq!(json["openRentals"][0]["region"], "eu, central");
        assert_eq!(json["ended"], json!([]));
        let csv = report.to_text(OutputFormat::Csv);
        let header = "freeGpus,pricePerGpuHour,pricePerGpuHourCurrency,region,endsAt,dispute";
        assert!(
            csv.starts_with(header) && csv.ends_with(&format!("\n\n{header}")),
            "{csv}"
        );
        let (out, people) = written(&report, OutputFormat::Display);
        assert!(out.contains("eu, central") && people.is_empty());
    }

    #[test]
    fn a_parameter_has_its_unit_beside_it() {
        const PARAMETERS: &[Column] = &[("Parameter", Kind::Text), ("Now", Kind::Parameter)];
        let record = |name, cell| vec![("Parameter", Cell::text(name)), ("Now", cell)];
        let records = vec![
            record("stake-per-unit", Cell::Parameter(Unit::Io, 20_000_000_000)),
            record("bid from", Cell::Parameter(Unit::Distance, -300)),
            record("council", Cell::text("2 of 3")),
        ];
        let report = Report::table(PARAMETERS, records);
        assert_eq!(
            report.to_text(OutputFormat::Csv),
            "parameter,now,nowUnit\nstake-per-unit,200.00000000,IO\nbid from,-300,bps\ncouncil,2 of 3,"
        );
        let display = report.to_text(OutputFormat::Display);
        assert!(
            display.contains("200 IO") && display.contains("-300 bps"),
            "{display}"
        );
    }

    /// What a report writes in a form, and what it tells people.
    fn written(report: &Report, form: OutputFormat) -> (String, Vec<String>) {
        let (mut out, mut people) = (Vec::new(), Vec::new());
        report
            .write(form, None, &mut out, &mut |reported| {
                people.push(reported.to_string())
            })
            .unwrap();
        (String::from_utf8(out).unwrap(), people)
    }

    #[test]
    fn an_empty_table_has_its_header_in_csv_and_says_none_to_people() {
        let full = Report::table(COLUMNS, vec![record(), record()]);
        assert_eq!(
            full.to_text(OutputFormat::Display)
                .matches("eu, central")
                .count(),
            2
        );
        let empty = Report::table(COLUMNS, Vec::new());
        let header = "freeGpus,pricePerGpuHour,pricePerGpuHourCurrency,region,endsAt,dispute\n";
        assert_eq!(
            written(&empty, OutputFormat::Csv),
            (header.into(), Vec::new())
        );
        assert!(full.to_text(OutputFormat::Csv).starts_with(header));
        assert_eq!(
            written(&empty, OutputFormat::JsonCompact),
            ("[]\n".into(), Vec::new())
        );
        assert_eq!(
            written(&empty, OutputFormat::Display),
            (String::new(), vec!["none".into()])
        );
        assert_eq!(
            written(&Report::default(), OutputFormat::Csv),
            (String::new(), Vec::new())
        );
    }

    /// Endpoints of suppliers, names of models and logs are what strangers have written.
    #[test]
    fn nothing_that_is_shown_steers_the_terminal() {
        const SHOWN: &[Column] = &[("Endpoint", Kind::Text), ("Instructions", Kind::Text)];
        let hostile = "a\u{1b}[2Jb\u{9b}1Ac\rd\u{202e}e\u{200b}";
        let seen = "a\\u{1b}[2Jb\\u{9b}1Ac\\u{d}d\\u{202e}e\\u{200b}";
        let tree = Cell::Tree {
            text: format!("1. x\n{hostile}"),
            json: json!(hostile),
        };
        let record = vec![("Endpoint", Cell::text(hostile)), ("Instructions", tree)];
        for report in [
            Report::fields(record.clone()),
            Report::table(SHOWN, vec![record]),
        ] {
            for form in [
                OutputFormat::Display,
                OutputFormat::Json,
                OutputFormat::JsonCompact,
                OutputFormat::Csv,
            ] {
                let (out, _) = written(&report, form);
                assert!(!out.contains(terminal::steers), "{out}");
                if form == OutputFormat::Display || form == OutputFormat::Csv {
                    assert_eq!(out.matches(seen).count(), 2, "{out}");
                }
            }
        }
    }

    #[test]
    fn a_text_of_its_own_is_for_people_alone() {
        let report = Report::fields(record()).displayed_as("12.5");
        let as_text = (String::from("12.5\n"), Vec::new());
        assert_eq!(written(&report, OutputFormat::Display), as_text);
        for form in [OutputFormat::JsonCompact, OutputFormat::Csv] {
            let whole = Report::fields(record());
            assert_eq!(written(&report, form), written(&whole, form));
        }
        let sections = || Report::sections(vec![("Whole", Report::fields(record()))]);
        let report = sections().people_see(Report::fields(record()));
        let (narrow, whole) = (Some(20), Report::fields(record()));
        assert_eq!(report.laid(narrow).text, whole.laid(narrow).text);
        assert_eq!(report.json(), sections().json());
    }

    #[test]
    fn notes_are_said_in_every_form() {
        let report = Report::fields(record()).note("see there");
        for form in [
            OutputFormat::Display,
            OutputFormat::Json,
            OutputFormat::JsonCompact,
            OutputFormat::Csv,
        ] {
            let (out, people) = written(&report, form);
            assert_eq!(people, ["see there"]);
            assert!(!out.contains("see there"), "{out}");
        }
    }
}
