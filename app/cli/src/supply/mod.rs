//! `io supply`: how much IO exists, what of it is locked, and what is to come.

mod calendar;
mod chart;
mod figures;
mod locks;
mod svg;

use clap::{Args, ValueEnum};
use io_client::supply::{Contradiction, Reading, Supply};
use io_common::constants::IO_DECIMALS;
use serde_json::Value;

use crate::{
    amounts,
    context::Context,
    deployment::{self, Table},
    errors::CliError,
    form::Output,
    refusals::unread,
    report::{Cell, Report},
};

/// What to do where a table is asked for.
const NAME_IT: &str = "name the deployment file with --file, such as --file deployment.toml";

/// What to show.
#[derive(Args)]
pub struct Options {
    /// Show this instead of all figures
    #[arg(value_enum)]
    view: Option<View>,
    #[command(flatten)]
    deployment: deployment::File,
    /// Whether the chart is drawn as SVG.
    #[arg(skip)]
    svg: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum View {
    /// Each escrow of the genesis table: what is locked, what can be claimed, and the next release
    Locks,
    /// Unlocks and emission of this month and the next 12, and their sum
    Calendar,
    /// 20 years of circulating, locked and emitted IO; with --output svg as an image
    Chart,
    /// The circulating supply, as one number
    Circulating,
    /// The total supply, as one number
    Total,
}

impl Options {
    /// Takes note of an SVG that is asked for.
    ///
    /// # Errors
    /// [`CliError::Usage`] if it is no chart.
    pub fn draw(&mut self, output: Output) -> Result<(), CliError> {
        self.svg = output == Output::Svg;
        if self.svg && self.view != Some(View::Chart) {
            return Err(CliError::Usage(
                "--output svg is for `io supply chart`: choose another --output".into(),
            ));
        }
        Ok(())
    }
}

/// What was read.
struct Source {
    reading: Reading,
    table: Option<Table>,
    now: i64,
}

impl Source {
    fn read(context: &mut Context, options: &Options) -> anyhow::Result<Self> {
        let (io, now) = (context.io()?, context.now()?);
        let table = options.deployment.table(context)?;
        let terms = table.as_ref().map(Table::terms).unwrap_or_default();
        let reading = Reading::read(context.network, &io, &terms, now);
        let reading = reading.map_err(|error| unread(context, error))?;
        if !reading.is_launched {
            return Err(CliError::Refused(
                "the emission clock has not started: before the launch the genesis supply is not complete; `io migrate plan` \
                 shows what is missing"
                    .into(),
            )
            .into());
        }
        Ok(Self {
            reading,
            table,
            now,
        })
    }

    fn supply(&self) -> anyhow::Result<Supply> {
        let supply = self.reading.supply();
        Ok(supply.map_err(|why| match why {
            Contradiction::Locks => CliError::Usage(why.to_string()),
            why => CliError::Refused(format!("{why}: `io audit` checks the rules")),
        })?)
    }

    /// An amount about locks, where there is a table.
    fn locked(&self, amount: u64) -> Cell {
        match self.table {
            Some(_) => Cell::Io(amount),
            None => Cell::Tree {
                text: "no table".into(),
                json: Value::Null,
            },
        }
    }

    /// The report with what people have to know of its locks.
    fn explained(&self, report: Report) -> Report {
        let Some(table) = &self.table else {
            return report.note(format!(
                "There is no genesis table, so locked IO counts as circulating: {NAME_IT}."
            ));
        };
        let lines = table.differences(&self.reading.locks).into_iter();
        let lines = lines.map(|it| format!("{it}; it is not counted as locked"));
        lines.fold(report, Report::note)
    }
}

/// Shows it.
///
/// # Errors
/// If the network does not answer, a figure cannot be true, or a view needs a table and there is none.
pub fn run(context: &mut Context, options: &Options) -> anyhow::Result<Report> {
    let source = Source::read(context, options)?;
    let report = match options.view {
        None => figures::all(&source)?,
        Some(View::Locks) => locks::table(&source)?,
        Some(View::Calendar) => calendar::report(&source),
        Some(View::Chart) => chart::report(&source, options.svg),
        Some(View::Total) => return Ok(number("Total", source.supply()?.total)),
        Some(View::Circulating) => {
            // What is published must not depend on an option that was forgotten.
            needed(&source, "locked IO would count as circulating")?;
            number("Circulating", source.supply()?.circulating)
        }
    };
    Ok(source.explained(report))
}

/// The table, or why it is needed.
fn needed<'a>(source: &'a Source, why: &str) -> Result<&'a Table, CliError> {
    let table = source.table.as_ref();
    table.ok_or_else(|| CliError::Usage(format!("without the genesis table {why}: {NAME_IT}")))
}

/// One number, for people and scripts without commas and unit.
fn number(name: &'static str, amount: u64) -> Report {
    let text = amounts::exact(amount.into(), IO_DECIMALS);
    Report::fields(vec![(name, Cell::Io(amount))]).displayed_as(text)
}
