//! What is shown and asked on the terminal.

use std::io::{stderr, stdin, BufRead, Write};

use crate::consent::Ask;

/// `text` with everything escaped that would steer a terminal or turn the direction of reading: strangers may have
/// written it, such as an endpoint, a log, or a node's answer. Lines stay lines.
pub fn harmless(text: &str) -> String {
    let steers = |it: char| {
        let turns = matches!(it, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        turns || (it.is_control() && it != '\n')
    };
    let mut shown = String::with_capacity(text.len());
    for it in text.chars() {
        match steers(it) {
            true => shown.extend(it.escape_unicode()),
            false => shown.push(it),
        }
    }
    shown
}

/// Who sits at the terminal.
pub struct Person;

impl Ask for Person {
    /// Shows and asks on standard error; the end of the input is no.
    fn agrees(&mut self, shown: &str, question: &str) -> anyhow::Result<bool> {
        let mut err = stderr().lock();
        writeln!(err, "{shown}")?;
        write!(err, "{} [y/N] ", harmless(question))?;
        err.flush()?;
        let mut answer = String::new();
        stdin().lock().read_line(&mut answer)?;
        Ok(is_yes(&answer))
    }
}

fn is_yes(answer: &str) -> bool {
    let answer = answer.trim();
    answer.eq_ignore_ascii_case("y") || answer.eq_ignore_ascii_case("yes")
}

#[cfg(test)]
mod tests {
    use super::is_yes;

    #[test]
    fn yes_is_yes_in_any_case_and_nothing_else_is() {
        for yes in ["y", "Y", "yes", "Yes", "YES\n", " yEs \r\n"] {
            assert!(is_yes(yes), "{yes:?}");
        }
        for no in [
            "",
            "\n",
            "n",
            "no",
            "N",
            "never",
            "yes please",
            "ja",
            "yy",
            "ye",
        ] {
            assert!(!is_yes(no), "{no:?}");
        }
    }
}
