//! The errors and events that the tests have seen, by instruction.

use std::collections::BTreeMap;

use anyhow::{bail, Context};

/// What an instruction has given.
#[derive(Default)]
pub struct Answers<'a> {
    pub errors: Vec<&'a str>,
    pub events: Vec<&'a str>,
}

/// By program and instruction.
pub struct Observed<'a>(BTreeMap<(&'a str, &'a str), Answers<'a>>);

impl<'a> Observed<'a> {
    /// Lines of program, instruction, kind and name, with tabs between them.
    pub fn read(text: &'a str) -> anyhow::Result<Self> {
        let mut all: BTreeMap<_, Answers> = BTreeMap::new();
        for line in text.lines() {
            let mut cells = line.split('\t');
            let mut cell = || cells.next().with_context(|| format!("too short: {line}"));
            let (program, instruction, kind, name) = (cell()?, cell()?, cell()?, cell()?);
            let answers = all.entry((program, instruction)).or_default();
            match kind {
                "error" => answers.errors.push(name),
                "event" => answers.events.push(name),
                _ => bail!("neither error nor event: {line}"),
            }
        }
        Ok(Self(all))
    }

    /// Of an instruction; none if it has only succeeded in silence.
    pub fn of(&self, program: &str, instruction: &str) -> Option<&Answers<'a>> {
        let mut all = self.0.iter();
        let found = all.find(|((of, name), _)| *of == program && *name == instruction);
        found.map(|(_, answers)| answers)
    }

    /// The instructions of a program that have given an error.
    pub fn giving(&self, program: &str, error: &str) -> Vec<&'a str> {
        let all = self.0.iter();
        let giving = all.filter(|((of, _), it)| *of == program && it.errors.contains(&error));
        giving.map(|((_, instruction), _)| *instruction).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_and_events_are_those_of_the_instruction() {
        let text = "a\tgo\terror\tPaused\na\tgo\tevent\tGone\nb\tgo\terror\tPaused\n";
        let observed = Observed::read(text).unwrap();
        let answers = observed.of("a", "go").unwrap();
        assert_eq!(
            (&answers.errors[..], &answers.events[..]),
            (&["Paused"][..], &["Gone"][..])
        );
        assert_eq!(observed.giving("a", "Paused"), ["go"]);
        assert!(observed.of("a", "stay").is_none() && observed.giving("b", "Gone").is_empty());
        for wrong in ["a\tgo\terror", "a\tgo\tsmile\tPaused"] {
            assert!(Observed::read(wrong).is_err(), "{wrong}");
        }
    }
}
