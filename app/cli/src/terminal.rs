//! What is shown and asked on the terminal.

use std::{
    io::{stderr, stdin, stdout, BufRead, Write},
    os::fd::AsFd,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use indicatif::{ProgressBar, ProgressFinish, ProgressStyle};
use rustix::termios::{tcflush, QueueSelector};

use crate::{consent::Ask, interrupt, layout};

/// Columns of a space and the longest answer, `yes`, with the place behind it.
const ANSWER: usize = 5;

/// Whether text is laid out for the terminals that it goes to.
static FITS: AtomicBool = AtomicBool::new(false);

/// From now on text is laid out for the terminals that it goes to.
pub fn fit() {
    FITS.store(true, Ordering::Relaxed);
}

fn columns(stream: impl AsFd) -> Option<usize> {
    if !FITS.load(Ordering::Relaxed) {
        return None;
    }
    let (width, _) = terminal_size::terminal_size_of(stream)?;
    Some(width.0.into())
}

/// Columns of standard output, if text is laid out for it.
pub fn out_columns() -> Option<usize> {
    columns(stdout())
}

/// Columns of standard error, likewise.
pub fn people_columns() -> Option<usize> {
    columns(stderr())
}

/// `text` with its lines broken to fit standard error.
pub fn fitted(text: &str) -> String {
    match people_columns() {
        Some(width) => layout::wrap(text, width),
        None => text.into(),
    }
}

/// Whether a character would steer a terminal, turn the direction of reading, or hide in a text: a control character
/// other than a line break, or one that Unicode has ignored (its Default_Ignorable_Code_Point, and separators of lines).
pub fn steers(it: char) -> bool {
    let hides = matches!(it,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}');
    hides || (it.is_control() && it != '\n')
}

/// `text` with everything escaped that steers: strangers may have written it, such as an endpoint, a log, or a node's
/// answer. Lines stay lines.
pub fn harmless(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for it in text.chars() {
        match steers(it) {
            true => shown.extend(it.escape_unicode()),
            false => shown.push(it),
        }
    }
    shown
}

/// How far long work has come, on standard error where that is a terminal, and gone at its end. The template is one of
/// `indicatif`.
pub fn bar(steps: u64, template: &str) -> ProgressBar {
    running(ProgressBar::new(steps), template)
}

/// That long work goes on, likewise.
pub fn spinner(what: &'static str) -> ProgressBar {
    running(ProgressBar::new_spinner(), "{spinner} {msg}").with_message(what)
}

fn running(progress: ProgressBar, template: &str) -> ProgressBar {
    if let Ok(style) = ProgressStyle::with_template(template) {
        progress.set_style(style);
    }
    progress.enable_steady_tick(Duration::from_millis(200));
    progress.with_finish(ProgressFinish::AndClear)
}

/// Who sits at the terminal.
pub struct Person;

impl Ask for Person {
    /// Shows and asks on standard error; the end of the input is no, and Ctrl-C ends the process.
    fn agrees(&mut self, shown: &str, question: &str) -> anyhow::Result<bool> {
        let asked = asked(question, people_columns());
        // Not locked: an interruption is told there too.
        writeln!(stderr(), "{}", fitted(shown))?;
        forget_typed(stdin())?;
        let interrupted = interrupt::told("\nnot sent")?;
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
    use super::{asked, harmless, is_yes, steers};

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
    fn what_steers_or_hides_is_shown_as_its_number() {
        for it in [
            '\u{0}', '\t', '\r', '\u{1b}', '\u{7f}', '\u{80}', '\u{9b}', '\u{200b}', '\u{200d}',
            '\u{202e}', '\u{2066}', '\u{feff}',
        ] {
            assert!(steers(it), "{it:?}");
            assert_eq!(
                harmless(&it.to_string()),
                format!("\\u{{{:x}}}", u32::from(it))
            );
        }
        for plain in ["two\nlines", "Zürich, 東京", "HMoM…WNth", "60 % \u{2588}"] {
            assert_eq!(harmless(plain), plain);
        }
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
