//! What is asked on the terminal.

use std::{
    io::{stderr, stdin, BufRead, Write},
    os::fd::AsFd,
};

use io_output::terminal::{fitted, harmless, people_columns};
use rustix::termios::{tcflush, QueueSelector};

use crate::{interrupt, layout};

/// Columns of a space and the longest answer, `yes`, with the place behind it.
const ANSWER: usize = 5;

/// Somebody who answers.
pub trait Ask {
    /// Whether the answer to `question` is yes, after `shown`.
    ///
    /// # Errors
    /// If it cannot be asked.
    fn agrees(&mut self, shown: &str, question: &str) -> anyhow::Result<bool>;
}

/// Who sits at the terminal.
pub struct Person;

impl Ask for Person {
    /// Shows and asks on standard error; the end of the input is no, and Ctrl-C ends the process.
    fn agrees(&mut self, shown: &str, question: &str) -> anyhow::Result<bool> {
        let asked = asked(question, people_columns());
        // Not locked: an interruption is reported there too.
        writeln!(stderr(), "{}", fitted(shown))?;
        forget_typed(stdin())?;
        let interrupted = interrupt::reported("\nnot sent")?;
        write!(stderr(), "{asked} ")?;
        stderr().flush()?;
        let mut answer = String::new();
        let read = stdin().lock().read_line(&mut answer);
        interrupted.no_more()?;
        if !answer.ends_with('\n') {
            writeln!(stderr())?;
        }
        read?;
        Ok(is_yes(&answer))
    }
}

/// The question in `width` columns, with room for its answer.
fn asked(question: &str, width: Option<usize>) -> String {
    let question = format!("{} [y/N]", harmless(question));
    match width {
        Some(width) => layout::wrap(&question, width.saturating_sub(ANSWER).max(1)),
        None => question,
    }
}

/// Throws away what was typed so far: nobody had seen the question.
fn forget_typed(terminal: impl AsFd) -> anyhow::Result<()> {
    Ok(tcflush(terminal, QueueSelector::IFlush)?)
}

fn is_yes(answer: &str) -> bool {
    let answer = answer.trim();
    answer.eq_ignore_ascii_case("y") || answer.eq_ignore_ascii_case("yes")
}

#[cfg(test)]
mod tests {
    use super::{asked, is_yes};

    #[test]
    fn a_question_leaves_room_for_its_answer() {
        let question = "Pay 161.93207367 IO for 8 × H100 SXM for 3 h? (localnet, wallet HMoM…WNth)";
        for width in [30, 60, 80, 86, 87, 120] {
            let shown = asked(question, Some(width));
            let last = shown.lines().last().unwrap();
            assert!(last.ends_with("[y/N]"), "{shown}");
            assert!(
                last.chars().count() + " yes".len() < width,
                "{width}: {shown}"
            );
            assert!(shown.lines().all(|line| line.chars().count() <= width));
        }
        assert_eq!(asked(question, None).lines().count(), 1);
    }

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
