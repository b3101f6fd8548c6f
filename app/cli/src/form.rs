//! What `--output` takes.

use clap::{builder::PossibleValue, ValueEnum};
use io_output::output::OutputFormat;

/// What a command prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// Its report.
    Report(OutputFormat),
    /// The instructions of its act, which is neither signed nor sent.
    Instructions,
    /// Its chart as an image.
    Svg,
}

impl Output {
    /// The form of what is printed.
    pub fn form(self) -> OutputFormat {
        match self {
            Self::Report(form) => form,
            Self::Instructions => OutputFormat::Json,
            Self::Svg => OutputFormat::Display,
        }
    }
}

impl ValueEnum for Output {
    fn value_variants<'a>() -> &'a [Self] {
        &[
            Self::Report(OutputFormat::Display),
            Self::Report(OutputFormat::Json),
            Self::Report(OutputFormat::JsonCompact),
            Self::Report(OutputFormat::Csv),
            Self::Instructions,
            Self::Svg,
        ]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        match self {
            Self::Report(form) => form.to_possible_value(),
            Self::Instructions => Some(PossibleValue::new("instructions").help(
                "Unsigned instructions as JSON, for a multisig or a realm; with --authority",
            )),
            Self::Svg => Some(PossibleValue::new("svg").help("An image, of `io supply chart`")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_report_is_taken() {
        let forms = OutputFormat::value_variants()
            .iter()
            .map(|it| Output::Report(*it));
        let all: Vec<Output> = forms.chain([Output::Instructions, Output::Svg]).collect();
        assert_eq!(Output::value_variants(), all);
    }
}
